import "./support/use-workerd.js";
import "../server/proxy.test.js";
