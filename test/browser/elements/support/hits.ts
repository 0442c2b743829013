/** What a pointer would hit. */

/** Every element below one, through all shadow trees. */
function* deep(root: ParentNode): Generator<Element> {
  for (const element of root.children) {
    yield element;
    if (element.shadowRoot) yield* deep(element.shadowRoot);
    yield* deep(element);
  }
}

/** The innermost element at a point of the window. */
const elementAt = (x: number, y: number): Element | null => {
  let found = document.elementFromPoint(x, y);
  for (let inner = found; inner;) {
    found = inner;
    const next: Element | null = inner.shadowRoot?.elementFromPoint(x, y) ?? null;
    inner = next === inner ? null : next;
  }
  return found;
};

const isWithin = (node: Node | null, target: Element): boolean => {
  for (let at = node; at; at = at.parentNode ?? (at instanceof ShadowRoot ? at.host : null)) {
    if (at === target) return true;
  }
  return false;
};

const CONTROLS = "button, input, select, textarea, summary, a[href]";

/** The controls that a person sees in an element. */
export const controlsIn = (element: Element): readonly HTMLElement[] =>
  [...deep(element.shadowRoot ?? element)].filter(
    (each): each is HTMLElement =>
      each instanceof HTMLElement &&
      each.matches(CONTROLS) &&
      !each.matches(":disabled") &&
      each.checkVisibility({ visibilityProperty: true }) &&
      each.getBoundingClientRect().width > 0,
  );

/** Its middle, and near its corners, as far from them as those of a round button are. */
const POINTS = [
  [0.5, 0.5],
  [0.2, 0.2],
  [0.8, 0.2],
  [0.2, 0.8],
  [0.8, 0.8],
] as const;

/** The names of the controls that a pointer cannot reach, and of what it hits instead. */
export const coveredControls = (element: Element): readonly string[] =>
  controlsIn(element).flatMap((control) => {
    control.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { x, y, width, height } = control.getBoundingClientRect();
    const hit = POINTS.map(([across, down]) => elementAt(x + width * across, y + height * down)).find(
      (found) => !isWithin(found, control),
    );
    if (hit === undefined) return [];
    const name = control.getAttribute("aria-label") ?? control.textContent.trim();
    return [
      `${name} at ${Math.round(x)},${Math.round(y)} under ${hit?.localName ?? "nothing"}.${hit?.className ?? ""}`,
    ];
  });

/** The names on people's pictures that something else of the stage lies over. */
export const coveredNames = (room: Element): readonly string[] => {
  const all = [...deep(room.shadowRoot ?? room)];
  const over = all
    .filter(({ parentElement }) => parentElement?.matches(".brought"))
    .map((element) => (element.shadowRoot?.firstElementChild ?? element).getBoundingClientRect());
  return all
    .filter((element) => element.matches(".pill") && element.checkVisibility())
    .filter((name) => {
      const { top, bottom, left, right } = name.getBoundingClientRect();
      return over.some((box) => box.top < bottom && box.bottom > top && box.left < right && box.right > left);
    })
    .map(({ textContent }) => textContent.trim());
};
