import type { ReactiveControllerHost } from "lit";

/** Calls back when an element has another size, for as long as it is in the page. To be said in its constructor. */
export const onResize = (host: ReactiveControllerHost & Element, callback: () => void): void => {
  let observer: ResizeObserver | undefined;
  host.addController({
    hostConnected: () => {
      observer ??= new ResizeObserver(callback);
      observer.observe(host);
    },
    hostDisconnected: () => observer?.disconnect(),
  });
};
