import "./support/use-workerd.js";
import "../server/rules.test.js";
