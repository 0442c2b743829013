import { defineElement } from "../core/define.js";
import { CallsChat } from "./chat.js";

export { CallsChat } from "./chat.js";

/** Registers `<calls-chat>`. Importing this module does it already. */
export const defineChat = (): void => {
  defineElement("calls-chat", CallsChat);
};

defineChat();
