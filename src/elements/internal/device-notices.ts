import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import type { DeviceState } from "../../client/room/types.js";
import type { BothDevicesAdvice } from "../../locales/locale.js";
import type { CallsError } from "../../wire/calls-error.js";
import { announce } from "./announcer.js";
import { deviceAdvice, type DeviceKind } from "./device-toggle.js";
import { deviceAdviceKey } from "./error-text.js";
import type { LocalizeController } from "./localize.js";
import { notice } from "./notice.js";

type Devices = Readonly<Record<DeviceKind, DeviceState>>;
const KINDS: readonly DeviceKind[] = ["microphone", "camera"];

/** One sentence, and the failures that it is about. */
interface DeviceNotice {
  readonly text: string;
  readonly kind: DeviceKind;
  readonly errors: readonly CallsError[];
}

/** Of the page, and not of one element: what was put away before the call does not come back in it. */
const dismissed = new WeakSet<CallsError>();
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
  readonly #host: ReactiveControllerHost;
  readonly #localize: LocalizeController;
  #toAnnounce: string[] = [];

  constructor(host: ReactiveControllerHost, localize: LocalizeController) {
    this.#host = host;
    this.#localize = localize;
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
    if (state?.status !== "failed" || !text || dismissed.has(state.error)) return [];
    return [{ text, kind, errors: [state.error] }];
  }

  #show({ text, kind, errors }: DeviceNotice): unknown {
    if (errors.some((error) => !announced.has(error))) this.#toAnnounce.push(text);
    for (const error of errors) announced.add(error);
    return notice({
      text,
      dismissLabel: this.#localize.term("dismiss"),
      onDismiss: (event) => {
        for (const error of errors) dismissed.add(error);
        focusToggle(kind, event.currentTarget);
        this.#host.requestUpdate();
      },
    });
  }
}
