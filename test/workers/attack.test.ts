import "./support/use-workerd.js";
import "../server/attack.test.js";
