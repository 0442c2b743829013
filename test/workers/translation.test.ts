import "./support/use-workerd.js";
import "../server/translation.test.js";
