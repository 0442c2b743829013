import "./support/use-workerd.js";
import "../server/features.test.js";
