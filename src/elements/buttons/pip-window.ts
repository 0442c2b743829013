import { ContextProvider } from "@lit/context";
import { html, render } from "lit";
import type { Room } from "../../client/types.js";
import {
  CallsActionEvent,
  CallsCameraSetEvent,
  CallsMicrophoneSetEvent,
  CallsRoomLeaveEvent,
  CallsUiSetEvent,
  type CallsRequestEvent,
} from "../core/events.js";
import { roomContext } from "../core/context.js";
import { documentPip, setPip } from "./pip.js";

const SIZE = { width: 360, height: 420 };

const RELAYED = [CallsMicrophoneSetEvent, CallsCameraSetEvent, CallsRoomLeaveEvent, CallsActionEvent, CallsUiSetEvent];

/** Public tokens are inherited in the page; the new window begins without them. */
const TOKENS = "font accent on-accent danger on-danger text text-quiet surface stage tile radius gap"
  .split(" ")
  .map((name) => `--calls-${name}`);

const LAYOUT = `html, body { margin: 0; block-size: 100%; }
body { display: grid; grid-template-rows: minmax(0, 1fr) auto; gap: 8px; padding: 8px; box-sizing: border-box;
  background: var(--calls-stage, light-dark(#eceef2, #101216)); }
body > div { display: contents; }
nav { display: flex; justify-content: center; gap: 8px; }`;

/** Options of {@link openWindow}. */
export interface WindowOptions {
  readonly room: Room;
  /** Where the requests from the window go, and whose look and language it has. */
  readonly host: HTMLElement;
  readonly lang: string;
  readonly dir: string;
}

const dressWindow = (view: Window & typeof globalThis, { host, lang, dir }: WindowOptions): void => {
  const inside = view.document;
  const look = getComputedStyle(host);
  const root = inside.documentElement;
  Object.assign(root, { lang, dir });
  root.style.colorScheme = look.colorScheme;
  for (const token of TOKENS) root.style.setProperty(token, look.getPropertyValue(token));
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(LAYOUT);
  inside.adoptedStyleSheets = [sheet];
};

/**
 * Shows everybody, and the controls that matter most, in a window that stays on top of others.
 * @throws DOMException when the browser opens none, as without a click.
 */
export const openWindow = async (options: WindowOptions): Promise<void> => {
  const { room, host } = options;
  const view = await documentPip()?.requestWindow(SIZE);
  if (!view) return;
  dressWindow(view, options);
  // Elements are made in the page, where they are defined, and adopted by the window.
  const stage = document.createElement("div");
  new ContextProvider(stage, { context: roomContext, initialValue: room }).hostConnected();
  for (const { type } of RELAYED) {
    stage.addEventListener(type, (event) => queueMicrotask(() => host.dispatchEvent(event as CallsRequestEvent)));
  }
  view.document.body.append(stage);
  render(
    html`<calls-grid></calls-grid>
      <nav>
        <calls-microphone-button no-menu></calls-microphone-button>
        <calls-camera-button no-menu></calls-camera-button>
        <calls-leave-button></calls-leave-button>
      </nav>`,
    stage,
  );
  const closed = setPip({ room, close: () => view.close() });
  view.addEventListener("pagehide", () => {
    stage.remove();
    closed();
  });
};
