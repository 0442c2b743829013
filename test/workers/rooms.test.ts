import "./support/use-workerd.js";
import "../server/rooms.test.js";
