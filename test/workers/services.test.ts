import "./support/use-workerd.js";
import "../server/services.test.js";
