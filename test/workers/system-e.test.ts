import "./support/use-workerd.js";
import "../server/system-e.test.js";
