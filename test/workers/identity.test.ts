import "./support/use-workerd.js";
import "../server/identity.test.js";
