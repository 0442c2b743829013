import "./support/use-workerd.js";
import "../server/behaviors.test.js";
