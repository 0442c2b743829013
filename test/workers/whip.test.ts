import "./support/use-workerd.js";
import "../server/whip.test.js";
import "../server/guest-links.test.js";
