/** What a page of the bench can do; the driver calls it from outside of the browser. */
export interface BenchPage {
  /** Puts a grid with so many others onto the page, with a picture each where they are `live`. */
  mount(people: number, live?: boolean): Promise<void>;
  unmount(): Promise<void>;
  /** One of them speaks, and whoever spoke before does not any more. */
  speak(index: number): void;
  /** Elements that have rendered so far, where that can be counted. */
  rendered?(): number;
}

declare global {
  interface Window {
    bench: BenchPage;
  }
}
