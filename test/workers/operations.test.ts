import "./support/use-workerd.js";
import "../server/operations.test.js";
