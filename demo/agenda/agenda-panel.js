/** `<agenda-panel for="call">`: shows the agenda of the `<calls-room id="call">`, and asks it for things. */
import { agenda } from "./agenda.js";

const FRAME = `
  <h2>Agenda</h2>
  <ol></ol>
  <form>
    <input name="title" aria-label="Item" placeholder="Propose an item" maxlength="120" required />
    <input name="minutes" aria-label="Minutes" type="number" min="0.1" max="120" step="0.1" value="5" required />
    <button>Propose</button>
  </form>
  <p role="alert"></p>`;

/** What hosts can do with an item: its button, and what that asks for. */
const ACTIONS = {
  start: ["▶", "Start", ({ id }) => ({ type: "start", id })],
  finish: ["■", "Finish", () => ({ type: "finish" })],
  up: ["↑", "Move up", ({ id }) => ({ type: "move", id, by: -1 })],
  remove: ["×", "Remove", ({ id }) => ({ type: "remove", id })],
};

const clock = (milliseconds) => {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

customElements.define(
  "agenda-panel",
  class extends HTMLElement {
    #room;
    #agenda;
    #stop = [];

    async connectedCallback() {
      this.innerHTML = FRAME;
      await customElements.whenDefined("calls-room");
      this.#room = document.getElementById(this.getAttribute("for")).callsRoom;
      this.#agenda = this.#room.feature(agenda);
      const render = () => this.#render();
      const timer = setInterval(() => this.#showTime(), 250);
      this.#stop = [
        this.#agenda.select((state) => state, render),
        this.#room.select(({ self }) => self.role, render),
        () => clearInterval(timer),
      ];
      this.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        const { title, minutes } = event.target.elements;
        void this.#ask({ type: "propose", title: title.value, minutes: minutes.valueAsNumber });
        title.value = "";
      });
      render();
    }

    disconnectedCallback() {
      for (const stop of this.#stop) stop();
    }

    /** What the room refuses is told in its own words. */
    async #ask(command) {
      const alert = this.querySelector("[role=alert]");
      alert.textContent = "";
      await this.#agenda.request(command).catch(({ reason }) => (alert.textContent = reason));
    }

    #render() {
      const focused = document.activeElement?.ariaLabel;
      this.querySelector("ol").replaceChildren(
        ...(this.#agenda.state?.items ?? []).map((...item) => this.#row(...item)),
      );
      this.#showTime();
      // The buttons are new ones: whoever is at the keyboard stays where they were.
      [...this.querySelectorAll("li button")].find(({ ariaLabel }) => ariaLabel === focused)?.focus();
    }

    #row(item, index) {
      const row = document.createElement("li");
      row.innerHTML = `<time>${item.done ? "✓" : `${Number(item.minutes)} min`}</time><div><strong></strong><small></small></div>`;
      row.querySelector("strong").textContent = item.title;
      row.querySelector("small").textContent = item.by;
      const isNow = this.#agenda.state.current?.id === item.id;
      row.className = isNow ? "now" : item.done ? "done" : "";
      const names = [isNow ? "finish" : "start", ...(index > 0 ? ["up"] : []), "remove"];
      for (const name of this.#room.snapshot.self.role === "host" && !item.done ? names : []) {
        const [textContent, title, command] = ACTIONS[name];
        const onclick = () => void this.#ask(command(item));
        const ariaLabel = `${title}: ${item.title}`;
        row.append(Object.assign(document.createElement("button"), { textContent, title, ariaLabel, onclick }));
      }
      return row;
    }

    /** What is left of the current item, by the clock of this machine. */
    #showTime() {
      const row = this.querySelector(".now");
      if (!row) return;
      const { since, until } = this.#agenda.state.current;
      row.querySelector("time").textContent = clock(until - Date.now());
      row.style.setProperty("--left", (until - Date.now()) / (until - since));
    }
  },
);
