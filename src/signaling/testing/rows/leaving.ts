import type { AdapterRow } from "../ground.js";

export const LEAVING: readonly AdapterRow[] = [
  {
    name: "leaving: the others know, the state is final and without an error, and nothing is left open",
    async run(ground) {
      const ada = await ground.join("Ada");
      const { connection: ben } = await ground.join("Ben");
      await ground.until(ben, "Ada", () => ground.seen(ben, ada.connection));
      await Promise.all([ada.connection.leave(), ada.connection.leave()]);
      ground.equal(ada.connection.state, { status: "closed" }, "The state");
      await ground.until(ben, "the end of Ada", () => !ground.seen(ben, ada.connection));
      ground.equal(ada.network.open, 0, "Sockets that are open");
      const { length } = ada.events;
      const { connection: cleo } = await ground.join("Cleo");
      await ground.until(ben, "Cleo", () => ground.seen(ben, cleo));
      ground.equal(ada.events.length, length, "Events after the last");
    },
  },
  {
    name: "leaving: at once, as a page does that goes away",
    async run(ground) {
      const ada = await ground.join("Ada");
      const { connection: ben } = await ground.join("Ben");
      await ground.until(ben, "Ada", () => ground.seen(ben, ada.connection));
      ada.connection.leaveNow();
      ground.equal(ada.connection.state, { status: "closed" }, "The state");
      ground.equal(ada.network.open, 0, "Sockets that are open");
      await ground.until(ben, "the end of Ada", () => !ground.seen(ben, ada.connection));
    },
  },
  {
    name: "leaving: calls of the SFU end with it",
    async run(ground) {
      const { connection: ada } = await ground.join("Ada");
      await ada.leave();
      const { signal } = new AbortController();
      const call = ada.calls.call("newSession", undefined, undefined, { signal });
      ground.equal((await ground.failure(call, "A call after leaving")).code, "aborted", "The code");
    },
  },
];
