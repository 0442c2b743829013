import { openVideo } from "./pip-video.js";
import { openWindow, type WindowOptions } from "./pip-window.js";
import { documentPip } from "./pip.js";

/**
 * Shows a call apart from its page, in the way that this browser has.
 * @throws DOMException when the browser opens none, as without a click.
 */
export const openPip = (options: WindowOptions): Promise<void> =>
  documentPip() ? openWindow(options) : openVideo(options.room);
