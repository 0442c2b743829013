import "./support/use-workerd.js";
import "../server/http.test.js";
