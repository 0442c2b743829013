import "./support/use-workerd.js";
import "../server/attacks/attacks.test.js";
