import "./support/use-workerd.js";
import "../server/captions.test.js";
