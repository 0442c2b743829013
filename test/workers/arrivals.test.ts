import "./support/use-workerd.js";
import "../server/arrivals.test.js";
