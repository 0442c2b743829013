import "./support/use-workerd.js";
import "../server/put-out.test.js";
