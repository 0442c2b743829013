/**
 * Counts what the scripts of this page hold: to be imported before all that is counted, so that it finds the browser's own
 * functions and puts its own in their place.
 */

const timers = new Set<ReturnType<typeof setTimeout>>();
const listeners = new Set<object>();
const sockets: WebSocket[] = [];
const contexts: AudioContext[] = [];
const tracks: MediaStreamTrack[] = [];
export const connections: RTCPeerConnection[] = [];

/** The browser's own, for what is not to be counted. */
export const later = globalThis.setTimeout.bind(globalThis);
const cancelTimer = globalThis.clearTimeout.bind(globalThis);

globalThis.setTimeout = ((callback: () => void, milliseconds?: number) => {
  const timer = later(() => {
    timers.delete(timer);
    callback();
  }, milliseconds);
  timers.add(timer);
  return timer;
}) as typeof setTimeout;
globalThis.clearTimeout = ((timer: ReturnType<typeof setTimeout>) => {
  timers.delete(timer);
  cancelTimer(timer);
}) as typeof clearTimeout;

/** Those on what outlives a call. Others go with their target. */
const LASTING: readonly EventTarget[] = [globalThis, document, navigator.mediaDevices];
const { addEventListener: listen, removeEventListener: unlisten } = EventTarget.prototype;
const known = new WeakMap<EventTarget, Map<string, object>>();
const ids = new WeakMap<object, number>();
let count = 0;
const keyOf = (type: string, listener: object): string => {
  if (!ids.has(listener)) ids.set(listener, count++);
  return `${type}/${ids.get(listener)}`;
};

EventTarget.prototype.addEventListener = function (type, listener, options) {
  // A bare `addEventListener()` is the window's.
  const target = this ?? globalThis;
  listen.call(target, type, listener, options);
  if (!listener || !LASTING.includes(target)) return;
  const { once, signal } = typeof options === "object" ? options : {};
  const entry = { type };
  listeners.add(entry);
  const kept = known.get(target) ?? new Map<string, object>();
  known.set(target, kept.set(keyOf(type, listener), entry));
  const forget = (): void => void listeners.delete(entry);
  if (signal?.aborted) forget();
  else if (signal) listen.call(signal, "abort", forget);
  if (once) listen.call(target, type, forget, { once, capture: true });
};
EventTarget.prototype.removeEventListener = function (type, listener, options) {
  const target = this ?? globalThis;
  unlisten.call(target, type, listener, options);
  const entry = listener && known.get(target)?.get(keyOf(type, listener));
  if (entry) listeners.delete(entry);
};

globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }
};
globalThis.WebSocket = class extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    sockets.push(this);
  }
};
globalThis.AudioContext = class extends AudioContext {
  constructor(options?: AudioContextOptions) {
    super(options);
    contexts.push(this);
  }
};
const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (constraints) => {
  const stream = await capture(constraints);
  tracks.push(...stream.getTracks());
  return stream;
};

/** What is held now, by name; nothing is left out of what a call may hold. */
export function holdings(): Record<string, number> {
  const types = [...listeners].map((entry) => `listeners for ${(entry as { type: string }).type}`);
  const all = {
    connections: connections.filter(({ connectionState }) => connectionState !== "closed").length,
    sockets: sockets.filter(({ readyState }) => readyState < WebSocket.CLOSING).length,
    tracks: tracks.filter(({ readyState }) => readyState === "live").length,
    "audio contexts": contexts.filter(({ state }) => state !== "closed").length,
    timers: timers.size,
    ...Object.fromEntries(types.map((type) => [type, types.filter((each) => each === type).length])),
  };
  return Object.fromEntries(Object.entries(all).filter(([, held]) => held > 0));
}
