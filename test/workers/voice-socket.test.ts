import "./support/use-workerd.js";
import "../server/voice-socket.test.js";
