import "./support/use-workerd.js";
import "../server/whip.test.js";
