import type { AdapterRow } from "../ground.js";
import { Skipped } from "../ground.js";
import { MICROPHONE } from "./people.js";

export const TROUBLE: readonly AdapterRow[] = [
  {
    name: "reconnect: a cut is told, and over by itself, with what happened meanwhile",
    async run(ground) {
      ground.has("reconnect");
      const ada = await ground.join("Ada");
      const { connection: ben } = await ground.join("Ben");
      await ground.until(ada.connection, "Ben", () => ground.seen(ada.connection, ben));
      const id = ada.connection.participantId;
      ada.network.cut();
      const cut = () => ada.connection.state.status === "reconnecting";
      await ground.until(ada.connection, "the state reconnecting", cut);
      const { connection: cleo } = await ground.join("Cleo");
      await ben.leave();
      const isBack = () => ada.connection.state.status === "connected" && ground.seen(ada.connection, cleo);
      await ground.until(ada.connection, "the way back, and Cleo", isBack);
      await ground.until(ada.connection, "the end of Ben", () => !ground.seen(ada.connection, ben));
      ground.equal(ada.connection.participantId, id, "The participant's id");
      const states = ada.events.flatMap((event) => (event.type === "state" ? event.state.status : []));
      ground.equal(states, ["reconnecting", "connected"], "The states");
    },
  },
  {
    name: "resume: to the others it is the same person, with what they publish",
    async run(ground) {
      ground.has("reconnect");
      const ada = await ground.join("Ada");
      const ben = await ground.join("Ben");
      ada.connection.announce(await ground.session(ada.connection, [MICROPHONE]));
      await ground.until(
        ben.connection,
        "the announcement",
        () => ground.seen(ben.connection, ada.connection)?.session,
      );
      const before = ben.events.length;
      ada.network.cut();
      await ground.until(ada.connection, "the cut", () => ada.connection.state.status === "reconnecting");
      await ground.until(ada.connection, "the way back", () => ada.connection.state.status === "connected");
      // Said on the new socket, after whatever a resume has said.
      ada.connection.setTrackState({ trackName: "mic-1", kind: "audio", enabled: false });
      const isMuted = () => ground.seen(ben.connection, ada.connection)?.session?.tracks[0]?.enabled === false;
      await ground.until(ben.connection, "a mute after the cut", isMuted);
      const rosters = ben.events
        .slice(before)
        .flatMap((event) => (event.type === "roster" ? [event.participants] : []));
      ground.is(
        rosters.every((roster) => roster.some(({ id }) => id === ada.connection.participantId)),
        "The others saw them go",
      );
    },
  },
  {
    name: "resume: what is announced while the way is down is said when it is up",
    async run(ground) {
      ground.has("reconnect");
      const ada = await ground.join("Ada");
      const { connection: ben } = await ground.join("Ben");
      const session = await ground.session(ada.connection, [MICROPHONE]);
      ada.network.cut();
      await ground.until(ada.connection, "the cut", () => ada.connection.state.status === "reconnecting");
      ada.connection.announce(session);
      await ground.until(ben, "the announcement", () => ground.seen(ben, ada.connection)?.session);
    },
  },
  {
    name: "expiry: a stay that has ended is closed, with the reason",
    async run(ground) {
      const { expire } = ground.fixture;
      if (!expire) throw new Skipped("No stay expires with this fixture.");
      const { connection: ada, network } = await ground.join("Ada");
      if (!ground.fixture.lacks?.includes("acts")) await ground.acts(ada);
      await expire(ada);
      await ground.until(ada, "the end", () => ada.state.status === "closed");
      ground.is("error" in ada.state, "The end has no error");
      ground.equal(network.open, 0, "Sockets that are open");
    },
  },
];
