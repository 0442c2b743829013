import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { Room } from "../../client/types.js";
import { baseStyles } from "../core/base.styles.js";
import { buttonStyles } from "../ui/button.styles.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { CallsActionEvent, CallsCameraSetEvent, CallsMicrophoneSetEvent } from "../core/events.js";
import { micOffIcon } from "../ui/icons/mic-off.js";
import { wifiOffIcon } from "../ui/icons/wifi-off.js";
import { Selected } from "../core/selected.js";
import { announce } from "../ui/announcer.js";
import { selectUi } from "../core/room-ui.js";
import { bannerStyles } from "./banner.styles.js";
import { bannerFacts, bannerState, type BannerState, type Question } from "./state.js";

/** Milliseconds between two looks at the clock, while the room has an end. */
const TICK = 15_000;

const QUESTIONS = { microphone: "askedToUnmute", camera: "askedForCamera", screen: "askedForScreen" } as const;

/**
 * @customElement calls-banner
 * @summary One line that says what matters most right now: trouble with the connection, talking while muted, a host's
 * question, the end of a timed call, or that nobody else is here. Beside it, for as long as it is so, that the call is
 * being recorded.
 *
 * @event {CallsMicrophoneSetEvent} calls-microphone-set - The person unmutes from the banner. Cancelable.
 * @event {CallsCameraSetEvent} calls-camera-set - The person turns the camera on when asked to. Cancelable.
 * @event {CallsActionEvent} calls-action - The person shares the screen when asked to. Cancelable.
 * @csspart banner - The line.
 * @csspart recording - The sign that the call is being recorded.
 * @csspart button - Each button on it.
 */
export class CallsBanner extends MeetingElement {
  static override styles = [baseStyles, buttonStyles, bannerStyles];

  @state() private _question: Question | undefined;

  readonly #facts = new Selected(this, this.rooms, bannerFacts);
  readonly #recording = selectUi(this, this.rooms, (ui) => ui.recording);
  #said = false;
  #unsubscribe: (() => void) | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.rooms.onRoom((room) => this.#follow(room));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => this.rooms.room?.snapshot.policy.endsAt && this.requestUpdate(), TICK);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  #follow(room: Room | undefined): void {
    this.#unsubscribe?.();
    this._question = undefined;
    this.#unsubscribe = room?.onEvent((event) => {
      if (event.type !== "asked" || event.action !== "unmute") return;
      this._question = { from: event.from, source: event.source };
    });
  }

  get #isJoined(): boolean {
    return this.#facts.value?.status.phase === "joined";
  }

  protected override updated(): void {
    const said = this.#recording.value === true && this.#isJoined;
    if (said === this.#said || (!said && !this.#isJoined)) return;
    if (said || this.#said) announce(this.localize.term(said ? "recorded" : "recordingEnded"), this.localize.lang);
    this.#said = said;
  }

  protected override render(): TemplateResult {
    return html`<div class="base">${this.#recording.value ? this.#sign() : nothing}${this.#line()}</div>`;
  }

  #sign(): TemplateResult {
    const words = this.localize.term("recorded");
    return html`<p part="recording" class="banner calm recording" dir=${this.localize.dir} title=${words}>
      <span class="words"><span class="dot"></span> ${this.localize.term("recording")}</span>
    </p>`;
  }

  #line(): TemplateResult | typeof nothing {
    const facts = this.#facts.value;
    const shown = facts && bannerState(facts, this._question, Date.now());
    switch (shown?.type) {
      case "link":
        return this.#link(shown.key);
      case "asked":
        return this.#asked(shown.question);
      case "muted":
        return this.#muted();
      case "ends":
        return this.#words("calm", this.localize.term("endsInMinutes")(shown.minutes));
      case "weak":
        return this.#words("trouble", this.localize.term(shown.key), wifiOffIcon);
      case "alone":
        return this.#words("calm", this.localize.term("aloneTitle"));
      default:
        return nothing;
    }
  }

  #words(look: "calm" | "trouble", words: string, sign: unknown = nothing): TemplateResult {
    return html`<p part="banner" class="banner ${look}" dir=${this.localize.dir}>
      <span class="words">${sign} <span>${words}</span></span>
    </p>`;
  }

  #link(key: Extract<BannerState, { type: "link" }>["key"]): TemplateResult {
    const trouble = key === "reconnecting" || key === "reconnectingRoom";
    const sign = trouble ? wifiOffIcon : html`<span class="pulse"></span>`;
    return this.#words(trouble ? "trouble" : "calm", this.localize.term(key), sign);
  }

  #muted(): TemplateResult {
    return html`<div part="banner" class="banner asks" dir=${this.localize.dir}>
      <p class="words">${micOffIcon} <span>${this.localize.term("youAreMuted")}</span></p>
      ${this.#button("primary", this.localize.term("unmute"), () => this.#turnOn("microphone"))}
    </div>`;
  }

  #asked({ from, source }: Question): TemplateResult {
    const name = this.rooms.room?.snapshot.participants.find(({ id }) => id === from)?.name;
    const words = this.localize.term(QUESTIONS[source])(name || this.localize.term("guest"));
    return html`<div part="banner" class="banner asks" dir=${this.localize.dir} role="group" aria-label=${words}>
      <p class="words">${words}</p>
      <span class="answers">
        ${this.#button("quiet", this.localize.term("notNow"), () => this.#answered())}
        ${this.#button("primary", this.#yes(source), () => {
          this.#turnOn(source);
          this.#answered();
        })}
      </span>
    </div>`;
  }

  #yes(source: Question["source"]): string {
    if (source === "screen") return this.localize.term("shareScreen");
    return this.localize.term(source === "microphone" ? "unmute" : "turnCameraOn");
  }

  #button(look: "primary" | "quiet", words: string, onClick: () => void): TemplateResult {
    return html`<button part="button" class="button ${look}" type="button" @click=${onClick}>${words}</button>`;
  }

  #answered(): void {
    this._question = undefined;
  }

  #turnOn(source: Question["source"]): void {
    const enabled = true;
    if (source === "microphone") this.rooms.request(new CallsMicrophoneSetEvent({ enabled }));
    else if (source === "camera") this.rooms.request(new CallsCameraSetEvent({ enabled }));
    else this.rooms.request(new CallsActionEvent({ type: "set-screen", enabled }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-banner": CallsBanner;
  }
}
