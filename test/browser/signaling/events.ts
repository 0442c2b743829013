/** The next `type` event of `target`. */
export function once<T extends Event>(target: EventTarget, type: string): Promise<T> {
  return new Promise((resolve) => {
    target.addEventListener(type, (event) => resolve(event as T), { once: true });
  });
}

/** Asks again until `check` gives something truthy. The test's own time limit bounds it. */
export async function eventually<T>(check: () => Promise<T> | T): Promise<Exclude<T, undefined | false | "" | 0>> {
  for (;;) {
    const value = await check();
    if (value) return value as Exclude<T, undefined | false | "" | 0>;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
