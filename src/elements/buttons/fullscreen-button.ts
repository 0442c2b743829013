import { ControlButton, type ControlFacts } from "./control-button.js";
import { maximizeIcon } from "../ui/icons/maximize.js";
import { minimizeIcon } from "../ui/icons/minimize.js";

/**
 * @customElement calls-fullscreen-button
 * @summary Fills the screen with the room, and gives it back. Not shown where the browser does not allow it.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsFullscreenButton extends ControlButton<true> {
  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("fullscreenchange", this.#change);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("fullscreenchange", this.#change);
  }

  readonly #change = (): void => this.requestUpdate();

  protected override select(): true | undefined {
    return document.fullscreenEnabled || undefined;
  }

  protected override facts(): ControlFacts {
    const isFull = document.fullscreenElement !== null;
    const label = this.localize.term("fullScreen");
    return {
      icon: isFull ? minimizeIcon : maximizeIcon,
      label,
      hint: isFull ? this.localize.term("endFullScreen") : label,
      look: "act",
      pressed: isFull,
    };
  }

  protected override act(): void {
    // A browser that says no after all leaves everything as it is, which is what the button shows.
    const change = document.fullscreenElement
      ? document.exitFullscreen()
      : (this.rooms.element ?? document.documentElement).requestFullscreen();
    change.catch(() => {});
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-fullscreen-button": CallsFullscreenButton;
  }
}
