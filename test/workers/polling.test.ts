import "./support/use-workerd.js";
import "../server/polling.test.js";
