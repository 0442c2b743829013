import { lazy } from "../../base/lazy.js";
import type { RoomSnapshot } from "../../client/types.js";
import { ControlButton, type ControlFacts } from "./control-button.js";
import { pictureInPicture2Icon } from "../ui/icons/picture-in-picture-2.js";
import { currentPip, documentPip, onPip } from "./pip.js";

/** Is there anything that a floating video could show? */
const hasPicture = ({ participants, self }: RoomSnapshot): boolean =>
  [...participants, self].some(({ screen, camera }) => screen || camera?.enabled);

const loadPip = lazy(() => import(/* chunk: extras */ "./pip-open.js"));

/**
 * @customElement calls-pip-button
 * @summary Shows the call in a small window on top of others, with microphone, camera and leave. Browsers that have no such
 * windows show who speaks in a floating video instead; where there is neither, there is no button.
 *
 * @csspart base - Around the button.
 * @csspart button - The button.
 * @csspart icon - The icon.
 *
 * @cssstate empty - There is nothing to show.
 */
export class CallsPipButton extends ControlButton<true> {
  #ignore: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ignore = onPip(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ignore?.();
  }

  protected override select(snapshot: RoomSnapshot): true | undefined {
    if (snapshot.status.phase !== "joined") return undefined;
    return documentPip() || (document.pictureInPictureEnabled && hasPicture(snapshot)) ? true : undefined;
  }

  protected override facts(): ControlFacts {
    const isOpen = this.#isOpen;
    const label = this.localize.term("pictureInPicture");
    return {
      icon: pictureInPicture2Icon,
      label,
      hint: isOpen ? this.localize.term("endPictureInPicture") : label,
      look: "act",
      pressed: isOpen,
    };
  }

  /** There may be other calls on the page. */
  get #isOpen(): boolean {
    return currentPip()?.room === this.rooms.room;
  }

  protected override act(): void {
    const { room, element } = this.rooms;
    if (this.#isOpen) return currentPip()?.close();
    if (!room) return;
    const { lang, dir } = this.localize;
    const options = { room, host: element ?? this, lang, dir };
    // A browser that opens nothing after all leaves everything as it is, which is what the button shows.
    void loadPip()
      .then(({ openPip }) => openPip(options))
      .catch(() => {});
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-pip-button": CallsPipButton;
  }
}
