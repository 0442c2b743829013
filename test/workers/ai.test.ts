import "./support/use-workerd.js";
import "../server/ai.test.js";
