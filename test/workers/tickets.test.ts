import "./support/use-workerd.js";
import "../server/tickets.test.js";
