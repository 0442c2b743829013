import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import type { DeviceState } from "../../client/types.js";
import type { BothDevicesAdvice } from "../../locales/locale.js";
import type { CallsError } from "../../base/error.js";
import { announce } from "./announcer.js";
import { DEVICE_TERMS, deviceAdvice, isForbidden } from "./device-toggle.js";
import { deviceAdviceKey } from "./error-text.js";
import type { LocalizeController } from "../core/localize.js";
import { selectUi, uiOf, type DeviceKind, type RoomUiState } from "../core/room-ui.js";
import type { RoomSource, Selected } from "../core/selected.js";
import { notice } from "./notice.js";

/** The screen is shared in the call only. */
type Devices = Readonly<Record<DeviceKind, DeviceState>> & { readonly screen?: DeviceState };
type Kind = keyof Devices;
const KINDS: readonly Kind[] = ["microphone", "camera", "screen"];

/** One sentence, and the failures that it is about. */
interface DeviceNotice {
  readonly text: string;
  readonly kind: Kind;
  readonly errors: readonly CallsError[];
}

/** What was said of a failure before the call is not said again in it. */
const announced = new WeakSet<CallsError>();

/** The button that had the focus goes away with its notice. */
const focusToggle = (kind: Kind, from: EventTarget | null): void => {
  const root = from instanceof Element ? from.getRootNode() : undefined;
  if (root instanceof ShadowRoot) root.querySelector<HTMLElement>(`[part~=${kind}]`)?.focus();
};

const isForBoth = (key: string): key is keyof BothDevicesAdvice =>
  key === "blocked" || key === "missing" || key === "insecure";

/** What is wrong with a device, also with one that another stands in for. */
const errorOf = (state: DeviceState | undefined): CallsError | undefined => {
  if (state?.status === "failed") return state.error;
  return state?.status === "on" ? state.standsIn?.error : undefined;
};

/** Both devices fail for one reason more often than not, and one sentence covers less of the picture than two. */
const merge = (notices: readonly DeviceNotice[], localize: LocalizeController): readonly DeviceNotice[] => {
  const [microphone, camera, ...others] = notices;
  if (!microphone || camera?.kind !== "camera") return notices;
  const errors = [...microphone.errors, ...camera.errors];
  const [first, second] = errors.map(({ code }) => deviceAdviceKey(code));
  const isOfThePage = errors.some(({ code }) => isForbidden("microphone", code) || isForbidden("camera", code));
  if (!first || first !== second || !isForBoth(first) || isOfThePage) return notices;
  return [{ text: localize.term("devicesAdvice")[first], kind: "microphone", errors }, ...others];
};

/**
 * Says what to do about devices that failed: on screen, and once by the announcer. A notice that was put away comes
 * back when the device fails again.
 */
export class DeviceNotices implements ReactiveController {
  readonly #rooms: RoomSource;
  readonly #dismissed: Selected<readonly CallsError[], RoomUiState>;
  readonly #localize: LocalizeController;
  #toAnnounce: string[] = [];

  constructor(host: ReactiveControllerHost, rooms: RoomSource, localize: LocalizeController) {
    this.#rooms = rooms;
    this.#localize = localize;
    // Of the page, and not of one element: what was put away before the call does not come back in it.
    this.#dismissed = selectUi(host, rooms, ({ dismissed }) => dismissed);
    host.addController(this);
  }

  hostUpdated(): void {
    for (const text of this.#toAnnounce) announce(text, this.#localize.lang);
    this.#toAnnounce = [];
  }

  /** @param ofScreen what to do about a screen that was not shared, where there is one to share. */
  render(devices: Devices | undefined, ofScreen?: (error: CallsError) => string): unknown {
    const failed = KINDS.flatMap((kind) => this.#failure(kind, devices?.[kind], ofScreen));
    if (failed.length === 0) return nothing;
    const notices = merge(failed, this.#localize);
    return html`<div class="notices">${notices.map((item) => this.#show(item))}</div>`;
  }

  #failure(
    kind: Kind,
    state: DeviceState | undefined,
    ofScreen?: (error: CallsError) => string,
  ): readonly DeviceNotice[] {
    const error = errorOf(state);
    if (!error || this.#dismissed.value?.includes(error)) return [];
    const text = kind === "screen" ? ofScreen?.(error) : this.#textOf(kind, state);
    if (!text) return [];
    return [{ text, kind, errors: [error] }];
  }

  #textOf(kind: DeviceKind, state: DeviceState | undefined): string | undefined {
    const standsIn = state?.status === "on" ? state.standsIn : undefined;
    return standsIn
      ? this.#localize.term(DEVICE_TERMS[kind].standsIn)(standsIn.label)
      : deviceAdvice(kind, state, this.#localize);
  }

  /** Only what fails now need be remembered: a device that fails again does so with another error. */
  #dismiss(errors: readonly CallsError[]): void {
    const { room } = this.#rooms;
    if (!room) return;
    const now = KINDS.flatMap((kind) => errorOf(room.snapshot[kind]) ?? []);
    const before = this.#dismissed.value ?? [];
    uiOf(room).set({ dismissed: now.filter((error) => errors.includes(error) || before.includes(error)) });
  }

  #show({ text, kind, errors }: DeviceNotice): unknown {
    if (errors.some((error) => !announced.has(error))) this.#toAnnounce.push(text);
    for (const error of errors) announced.add(error);
    return notice({
      text,
      dismissLabel: this.#localize.term("dismiss"),
      onDismiss: (event) => {
        focusToggle(kind, event.currentTarget);
        this.#dismiss(errors);
      },
    });
  }
}
