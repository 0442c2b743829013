import "./support/use-workerd.js";
import "../server/upstream.test.js";
