/**
 * A whiteboard that everybody in a call draws on, and everybody's cursor: all of it over two data channels.
 *
 * Strokes must all arrive, and in order; a cursor that is late is worth nothing. That is what the attributes of the two
 * `<calls-datachannel>` elements say.
 */

const CURSOR_LASTS = 4_000;
const STEP = 0.02;

/** A colour that stays with somebody. */
const colorOf = (id) => {
  const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  return `hsl(${hue} 70% 42%)`;
};

/** Everything that was drawn, stroke by stroke. Points are shares of the board, so that each screen has its own size. */
class Strokes {
  #all = new Map();

  /** Takes what somebody says of a stroke. Whatever is not understood is left out: it came from another page. */
  take(from, message) {
    if (message?.type === "clear") this.#all.clear();
    if (message?.type !== "points" || typeof message.id !== "string" || !Array.isArray(message.points)) return;
    const points = message.points.filter((point) => Array.isArray(point) && point.every(Number.isFinite));
    const known = this.#all.get(message.id);
    // The owner may say a whole stroke again, for those who came later.
    this.#all.set(message.id, { from, points: known && !message.whole ? [...known.points, ...points] : points });
  }

  of(from) {
    return [...this.#all].filter(([, stroke]) => stroke.from === from).map(([id, { points }]) => ({ id, points }));
  }

  draw(canvas) {
    const ratio = devicePixelRatio;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    const pen = canvas.getContext("2d");
    pen.lineWidth = 3 * ratio;
    pen.lineCap = pen.lineJoin = "round";
    for (const { from, points } of this.#all.values()) {
      pen.strokeStyle = colorOf(from);
      pen.beginPath();
      for (const [x, y] of points) pen.lineTo(x * canvas.width, y * canvas.height);
      pen.stroke();
    }
  }
}

/** Names that follow people's pointers. */
class Cursors {
  #layer;
  #marks = new Map();

  constructor(layer) {
    this.#layer = layer;
  }

  move(id, name, [x, y]) {
    const mark = this.#marks.get(id) ?? this.#add(id);
    mark.element.textContent = name;
    mark.element.style.left = `${x * 100}%`;
    mark.element.style.top = `${y * 100}%`;
    clearTimeout(mark.timer);
    mark.timer = setTimeout(() => this.#remove(id), CURSOR_LASTS);
  }

  #add(id) {
    const element = document.createElement("span");
    element.style.setProperty("--color", colorOf(id));
    this.#layer.append(element);
    const mark = { element, timer: 0 };
    this.#marks.set(id, mark);
    return mark;
  }

  #remove(id) {
    this.#marks.get(id)?.element.remove();
    this.#marks.delete(id);
  }
}

/**
 * Makes a board of the elements that it is given.
 *
 * @param options.room the `<calls-room>`.
 * @param options.strokes a `<calls-datachannel json>` that loses nothing.
 * @param options.cursors a `<calls-datachannel json>` that may lose messages.
 * @param options.canvas what is drawn on.
 * @param options.layer what the cursors are shown in, over the canvas.
 * @param options.clear the button that wipes the board.
 */
export const startWhiteboard = ({ room, strokes, cursors, canvas, layer, clear }) => {
  const drawn = new Strokes();
  const marks = new Cursors(layer);
  /** The stroke that is being drawn, and where a keyboard's pen is. */
  let stroke;
  let pen = [0.5, 0.5];

  const selfId = () => room.callsRoom.snapshot.self.id;
  const nameOf = (id) => room.callsRoom.snapshot.participants.find((person) => person.id === id)?.name ?? "";
  const redraw = () => drawn.draw(canvas);

  /** Out of a call there is nobody to send to: one draws alone. */
  const send = (channel, message) => {
    if (channel.state !== "closed" && room.callsRoom.snapshot.status.phase === "joined") channel.sendJson(message);
  };
  const add = (message) => {
    drawn.take(selfId(), message);
    send(strokes, message);
    redraw();
  };
  const draw = (point) => add({ type: "points", id: stroke, points: [point] });
  const begin = (point) => {
    stroke = crypto.randomUUID();
    draw(point);
  };
  const end = () => {
    stroke = undefined;
  };

  strokes.addEventListener("calls-datachannel-message", ({ from, json }) => {
    drawn.take(from, json);
    redraw();
  });
  // Whoever hears this browser from now on has missed what was drawn before: each says their own again.
  strokes.addEventListener("calls-datachannel-listeners", () => {
    for (const { id, points } of drawn.of(selfId())) send(strokes, { type: "points", id, points, whole: true });
  });
  cursors.addEventListener("calls-datachannel-message", ({ from, json }) => {
    if (Array.isArray(json) && json.length === 2 && json.every(Number.isFinite)) marks.move(from, nameOf(from), json);
  });

  const pointOf = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [(clientX - left) / width, (clientY - top) / height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    begin(pointOf(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const point = pointOf(event);
    send(cursors, point);
    if (stroke) draw(point);
  });
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);

  // By keyboard: arrows move a pen, and the space bar puts it down and lifts it.
  const moves = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };
  canvas.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (!move) return stroke ? end() : begin(pen);
    pen = pen.map((value, axis) => Math.min(1, Math.max(0, value + move[axis])));
    marks.move("pen", "✎", pen);
    send(cursors, pen);
    if (stroke) draw(pen);
  });
  canvas.addEventListener("blur", end);
  clear.addEventListener("click", () => add({ type: "clear" }));

  const resizes = new ResizeObserver(redraw);
  resizes.observe(canvas);
  return () => resizes.disconnect();
};
