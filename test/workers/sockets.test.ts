import "./support/use-workerd.js";
import "../server/sockets.test.js";
