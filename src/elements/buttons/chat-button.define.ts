import { defineElement } from "../core/define.js";
import { CallsChatButton } from "./chat-button.js";

export { CallsChatButton } from "./chat-button.js";

/** Registers `<calls-chat-button>`. Importing this module does it already. */
export const defineChatButton = (): void => {
  defineElement("calls-chat-button", CallsChatButton);
};

defineChatButton();
