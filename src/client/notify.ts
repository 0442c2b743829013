/** Calls every listener that is still subscribed when its turn comes. One's failure is reported, and keeps nothing from the rest. */
export function notify<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
  for (const listener of Array.from(listeners)) {
    if (!listeners.has(listener)) continue;
    try {
      listener(value);
    } catch (error) {
      reportError(error);
    }
  }
}
