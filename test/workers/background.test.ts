import "./support/use-workerd.js";
import "../server/background.test.js";
