import "./support/use-workerd.js";
import "../server/webhooks.test.js";
