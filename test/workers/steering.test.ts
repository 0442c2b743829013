import "./support/use-workerd.js";
import "../server/steering.test.js";
