import "./support/use-workerd.js";
import "../server/assistant.test.js";
