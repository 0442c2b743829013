import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import type { DeviceState } from "../../client/types.js";
import type { BothDevicesAdvice } from "../../locales/locale.js";
import type { CallsError } from "../../base/error.js";
import { announce } from "./announcer.js";
import { deviceAdvice } from "./device-toggle.js";
import { deviceAdviceKey } from "./error-text.js";
import type { LocalizeController } from "../core/localize.js";
import { selectUi, uiOf, type DeviceKind, type RoomUiState } from "../core/room-ui.js";
import type { RoomSource, Selected } from "../core/selected.js";
import { notice } from "./notice.js";

type Devices = Readonly<Record<DeviceKind, DeviceState>>;
const KINDS: readonly DeviceKind[] = ["microphone", "camera"];

/** One sentence, and the failures that it is about. */
interface DeviceNotice {
  readonly text: string;
  readonly kind: DeviceKind;
  readonly errors: readonly CallsError[];
}

/** What was said of a failure before the call is not said again in it. */
const announced = new WeakSet<CallsError>();

/** The button that had the focus goes away with its notice. */
const focusToggle = (kind: DeviceKind, from: EventTarget | null): void => {
  const root = from instanceof Element ? from.getRootNode() : undefined;
  if (root instanceof ShadowRoot) root.querySelector<HTMLElement>(`[part~=${kind}]`)?.focus();
};

const isForBoth = (key: string): key is keyof BothDevicesAdvice =>
  key === "blocked" || key === "missing" || key === "insecure";

/** Both devices fail for one reason more often than not, and one sentence covers less of the picture than two. */
const merge = (notices: readonly DeviceNotice[], localize: LocalizeController): readonly DeviceNotice[] => {
  const errors = notices.flatMap((item) => item.errors);
  const [first, second] = errors.map(({ code }) => deviceAdviceKey(code));
  if (!first || first !== second || !isForBoth(first)) return notices;
  return [{ text: localize.term("devicesAdvice")[first], kind: "microphone", errors }];
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

  render(devices: Devices | undefined): unknown {
    const failed = KINDS.flatMap((kind) => this.#failure(kind, devices?.[kind]));
    if (failed.length === 0) return nothing;
    const notices = merge(failed, this.#localize);
    return html`<div class="notices">${notices.map((item) => this.#show(item))}</div>`;
  }

  #failure(kind: DeviceKind, state: DeviceState | undefined): readonly DeviceNotice[] {
    const text = deviceAdvice(kind, state, this.#localize);
    if (state?.status !== "failed" || !text || this.#dismissed.value?.includes(state.error)) return [];
    return [{ text, kind, errors: [state.error] }];
  }

  /** Only what fails now need be remembered: a device that fails again does so with another error. */
  #dismiss(errors: readonly CallsError[]): void {
    const { room } = this.#rooms;
    if (!room) return;
    const now = KINDS.flatMap((kind) => {
      const state = room.snapshot[kind];
      return state.status === "failed" ? [state.error] : [];
    });
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
