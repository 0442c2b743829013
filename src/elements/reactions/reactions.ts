import { html, type TemplateResult } from "lit";
import type { Room, RoomEvent } from "../../client/types.js";
import { announce } from "../ui/announcer.js";
import { baseStyles } from "../core/base.styles.js";
import { MeetingElement } from "../ui/meeting-element.js";
import { reactionsStyles } from "./reactions.styles.js";

/** Milliseconds that a reaction is seen. */
const SEEN = 4_000;
/** Reactions that are seen at once: a full room claps. */
const MOST = 16;
/** Milliseconds in which reactions are collected, to be spoken in one sentence. */
const BREATH = 3_000;
/** The golden ratio spreads places evenly, however many there are. */
const SPREAD = 0.618;

/**
 * @customElement calls-reactions
 * @summary Lets reactions float up, each with the name of who sent it. It lies over what it stands in and takes no clicks.
 *
 * @csspart reaction - Each reaction.
 * @csspart name - The name below it.
 */
export class CallsReactions extends MeetingElement {
  static override styles = [baseStyles, reactionsStyles];

  readonly #spoken = new Map<string, Set<string>>();
  #unsubscribe: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #count = 0;

  constructor() {
    super();
    this.rooms.onRoom((room) => this.#follow(room));
  }

  protected override render(): TemplateResult {
    return html`<div class="sky" aria-hidden="true" dir=${this.localize.dir}></div>`;
  }

  #follow(room: Room | undefined): void {
    this.#unsubscribe?.();
    this.#unsubscribe = room?.onEvent((event) => this.#react(room, event));
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#spoken.clear();
  }

  #react({ snapshot: { self, participants } }: Room, event: RoomEvent): void {
    if (event.type !== "reaction") return;
    const { from, reaction, count = 1 } = event;
    const isOwn = from === self.id;
    const name = isOwn
      ? this.localize.term("you")
      : participants.find(({ id }) => id === from)?.name || this.localize.term("guest");
    this.#show(reaction, count > 1 ? `× ${count}` : name);
    if (!isOwn) this.#speak(reaction, name);
  }

  /** Written by hand: what comes many times a second and goes on its own need not be rendered. */
  #show(reaction: string, name: string): void {
    const sky = this.renderRoot.querySelector(".sky");
    if (!sky) return;
    const bubble = document.createElement("div");
    const label = document.createElement("span");
    bubble.part.add("reaction");
    label.part.add("name");
    bubble.className = "bubble";
    label.textContent = name;
    bubble.append(reaction, label);
    this.#count += 1;
    bubble.style.setProperty("--x", `${(this.#count * SPREAD) % 1}`);
    bubble.style.setProperty("--row", `${this.#count % 4}`);
    sky.append(bubble);
    if (sky.childElementCount > MOST) sky.firstElementChild?.remove();
    setTimeout(() => bubble.remove(), SEEN);
  }

  #speak(reaction: string, name: string): void {
    this.#spoken.set(reaction, (this.#spoken.get(reaction) ?? new Set()).add(name));
    this.#timer ??= setTimeout(() => {
      const who = [...this.#spoken].map(([each, names]) => `${each} ${[...names].join(", ")}`).join("; ");
      announce(this.localize.term("reacted")(who), this.localize.lang);
      this.#timer = undefined;
      this.#spoken.clear();
    }, BREATH);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "calls-reactions": CallsReactions;
  }
}
