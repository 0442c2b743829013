/** Resolves when `done` says so, asked once a frame. The test's own time limit is the limit. */
export const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => requestAnimationFrame(resolve));
};

/** The tasks that are waiting have run. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Counts how often an element renders from now on. */
export const countUpdates = (element: Element): (() => number) => {
  let count = 0;
  const host = element as unknown as { performUpdate(): void };
  const performUpdate = host.performUpdate.bind(element);
  host.performUpdate = () => {
    count += 1;
    performUpdate();
  };
  return () => count;
};

/** All text that can be read in an element, its shadow trees included. */
export const visibleText = (element: Element): string => {
  const root: ParentNode = element.shadowRoot ?? element;
  const parts = [...root.children].filter((child) => child.tagName !== "STYLE").map(visibleText);
  const own = [...root.childNodes].filter((node) => node instanceof Text).map((node) => node.data.trim());
  return [...own, ...parts].filter(Boolean).join(" ");
};

/** A document does not tell of the animations inside of its shadow trees. */
const roots = (root: Document | ShadowRoot): readonly (Document | ShadowRoot)[] => [
  root,
  ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? roots(shadowRoot) : [])),
];

const moving = (): Animation[] =>
  roots(document)
    .flatMap((root) => root.getAnimations())
    .filter(({ effect, playState }) => playState === "running" && effect?.getComputedTiming().endTime !== Infinity);

/** Everything that moves for a moment stands still. */
export const settled = async (): Promise<void> => {
  await nextTask();
  for (let left = moving(); left.length > 0; left = moving()) {
    await Promise.allSettled(left.map((animation) => animation.finished));
  }
};

/** The browser has laid out, and drawn, so many pictures. */
export const nextFrames = async (count: number): Promise<void> => {
  for (let left = count; left > 0; left--) await new Promise((resolve) => requestAnimationFrame(resolve));
};
