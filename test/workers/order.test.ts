import "./support/use-workerd.js";
import "../server/order.test.js";
