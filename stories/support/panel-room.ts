import type { MediaState, ParticipantState, Room, RoomRequest, RoomSnapshot } from "../../src/client/types.js";
import { CallsRoom } from "../../src/elements/room/room.js";
import { CallsError } from "../../src/base/error.js";
import type { ChatMessage } from "../../src/wire/room-actions.js";
import { joinedSnapshot, person, RoomDouble } from "../../test/browser/elements/support/room-double.js";

const NAMES = [
  "Grace Hopper",
  "Katherine Johnson",
  "Радия Перлман",
  "Alan Kay",
  "Margaret Hamilton",
  "محمد بن موسى الخوارزمي",
  "Hedy Lamarr",
  "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine",
  "樋口 一葉",
  "Barbara Liskov",
] as const;

/** Long after 1970, and the same each time. */
const NOON = Date.UTC(2026, 4, 4, 12);
const MINUTE = 60_000;

const media = (source: "microphone" | "camera", on: boolean): MediaState | undefined =>
  on ? { source, trackName: source, enabled: true, track: undefined } : undefined;

/** People of a room in which nobody moves; every third has the microphone off, every fourth the camera. */
export const crowd = (count: number): ParticipantState[] =>
  Array.from({ length: count }, (_, index) =>
    person(`p${index}`, `${NAMES[index % NAMES.length]}${index < NAMES.length ? "" : ` ${index}`}`, {
      microphone: media("microphone", index % 3 !== 2),
      camera: media("camera", index % 4 !== 3),
      ...(index === 1 && { hand: NOON }),
      ...(index === 4 && { hand: NOON - MINUTE }),
      ...(index === 2 && { role: "host" }),
      ...(index === 3 && { role: "viewer" }),
    }),
  );

const said = (minute: number, from: string, text: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${minute}`,
  version: minute,
  from,
  name: from === "me" ? "Ada Lovelace" : (NAMES[Number(from.slice(1))] ?? ""),
  text,
  at: NOON + minute * MINUTE,
  ...more,
});

/** A chat with everything that a chat may have. */
export const CHAT: readonly ChatMessage[] = [
  said(0, "p0", "Morning! Shall we start with the numbers?"),
  said(1, "p0", "They are here: https://example.com/reports/2026/q2?view=summary (all of them)."),
  said(3, "me", "Yes. Two minutes, I am looking for my charger."),
  said(
    4,
    "p1",
    "While we wait: the second table counts February twice, so everything below it is too high. I have made a copy with the fix, and marked what changed, so that it can be compared line by line.\n\nIt is not much, but it moves the total.",
  ),
  said(6, "me", "Well found!", { replyTo: "m4", editedAt: NOON }),
  said(7, "p2", "", { deleted: true }),
  said(8, "p7", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(2)),
  said(9, "p0", "Between us: is there anything else that should wait?", { to: "me" }),
  said(10, "me", "No, let us go on.", { to: "p0" }),
  said(11, "p5", "صباح الخير، الأرقام واضحة. شكراً!"),
];

/** A room that does what it is asked for by itself, as far as a panel needs it. Messages with “fail” fail. */
class WillingRoom extends RoomDouble {
  override async request(request: RoomRequest): Promise<void> {
    await super.request(request);
    if (request.type === "chat") await this.#post(request);
    else this.set(this.#changes(request));
  }

  async #post({ type: _type, ...post }: Extract<RoomRequest, { type: "chat" }>): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (post.text.includes("fail")) throw new CallsError("server-unreachable", "The story wants it so.");
    const { chat, self } = this.snapshot;
    this.set({
      chat: [...chat, { ...post, version: chat.length, from: self.id, name: self.name, at: Date.now() }],
    });
  }

  #changes(request: RoomRequest): Partial<RoomSnapshot> {
    const { chat, policy, waiting, participants } = this.snapshot;
    switch (request.type) {
      case "chat-delete":
        return { chat: chat.map((each) => (each.id === request.id ? { ...each, text: "", deleted: true } : each)) };
      case "chat-edit":
        return {
          chat: chat.map((each) => (each.id === request.id ? { ...each, text: request.text, editedAt: NOON } : each)),
        };
      case "policy": {
        const { type: _type, endsAt: _endsAt, ...change } = request;
        return { policy: { ...policy, ...change } };
      }
      case "admit":
      case "deny":
        return { waiting: waiting.filter(({ id }) => request.participantId && id !== request.participantId) };
      case "remove":
        return { participants: participants.filter(({ id }) => id !== request.participantId) };
      case "set-audio-only":
        return { audioOnly: request.enabled };
      default:
        return {};
    }
  }
}

/** A room element around {@link WillingRoom}: for what a panel looks like in one state. */
export class PanelRoom extends CallsRoom {
  static override properties = { snapshot: { attribute: false } };
  declare snapshot: Partial<RoomSnapshot>;

  get double(): RoomDouble {
    return this.callsRoom as RoomDouble;
  }

  protected override createRoom(): Room {
    const self = person("me", "Ada Lovelace", { isSelf: true, role: "host" });
    return new WillingRoom({ ...joinedSnapshot, self, ...this.snapshot });
  }
}

if (!customElements.get("panel-room")) customElements.define("panel-room", PanelRoom);

declare global {
  interface HTMLElementTagNameMap {
    "panel-room": PanelRoom;
  }
}
