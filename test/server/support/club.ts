/** Rules as a user could write them: a club whose members may enter, in which nobody shouts. */
import type { RoomBehavior } from "../../../src/server/behaviors.js";

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

export function createClub(): RoomBehavior {
  return {
    async authorize({ name, id }) {
      await pause();
      if (name === "Crash") throw new Error("The list of members is lost.");
      if (name === "Odd") return { role: "emperor" } as never;
      if (!name.startsWith("Member ")) return { refuse: "Only members of the club may enter." };
      const role = name.includes("Watcher") ? { role: "viewer" as const } : {};
      const known = name.includes("Known") ? { mayRename: false } : {};
      return { name: name.replace("Member ", ""), metadata: { member: id.length > 0 }, ...role, ...known };
    },
    onJoin({ name }, room) {
      const visits = Number(room.storage.get("visits") ?? 0) + 1;
      room.storage.put("visits", visits);
      room.broadcast(`Welcome, ${name}! You are number ${visits}.`, "Porter");
      if (name === "Trouble") throw new Error("Trouble is here.");
    },
    async onMessage(action, from, room) {
      if (action.type !== "chat") return;
      if (action.text === "slowly") await pause();
      if (action.text === "crash") throw new Error("The filter is broken.");
      if (action.text === "nonsense") return { replace: { type: "chat" } as never };
      if (action.text === "bye") {
        room.act({ type: "remove", participantId: from.id });
        return { refuse: "Goodbye." };
      }
      if (/damn/i.test(action.text)) return { refuse: "Mind your words." };
      return { replace: { ...action, text: action.text.replaceAll("!", "") } };
    },
    onLeave({ id }, reason, room) {
      room.storage.put("last", { id, reason });
      room.broadcast(`Somebody is gone: ${reason}.`);
    },
    onTracks({ id }, tracks, room) {
      if (tracks.some(({ source }) => source === "screen")) {
        room.act({ type: "mute", participantId: id, source: "screen" });
      }
    },
  };
}
