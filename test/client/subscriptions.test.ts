import { expect, it } from "vitest";
import { Subscriptions } from "../../src/client/room/subscriptions.js";
import { SETTLING, Views } from "../../src/client/room/views.js";
import type { CallsSession } from "../../src/client/session/calls-session.js";
import type { SessionKeeper, SessionTask } from "../../src/client/session/session-keeper.js";
import type { PullRequest } from "../../src/client/session/receiver-pool.js";
import type { Participant } from "../../src/wire/room-protocol.js";
import { Clock, settled } from "./clock.js";

const person = (id: string): Participant => ({
  id,
  name: id,
  joinedAt: 0,
  session: { sessionId: id, tracks: [{ trackName: "camera", kind: "video", source: "camera", enabled: true }] },
});

it("subscribes once to what a page opens in answer to what goes", async () => {
  const clock = new Clock();
  const { environment } = clock;
  const pulls: string[] = [];
  const session = {
    signal: new AbortController().signal,
    tracks: {
      async pull({ sessionId }: PullRequest) {
        pulls.push(sessionId);
        return { transceiver: { receiver: { track: Object.assign(new EventTarget(), { muted: false }) } } };
      },
      release() {},
    },
  } as unknown as CallsSession;
  const keeper = {
    add(task: SessionTask) {
      const removal = new AbortController();
      void task.run(session, removal.signal);
      return () => removal.abort();
    },
  } as unknown as SessionKeeper;
  const roster = [person("ada"), person("bob")];
  const size = { width: 320, height: 180 };
  let shown = "ada";
  const sync = (): void => subscriptions.sync(roster);
  const views = new Views({ environment, onDemand: true, onChange: sync });
  const subscriptions: Subscriptions = new Subscriptions({
    keeper,
    environment,
    views,
    knowsSpeakers: () => false,
    onChange() {
      if (shown !== "bob" || subscriptions.receiver("ada", "camera")) return;
      shown = "";
      views.open("bob", "camera", size);
    },
  });
  const view = views.open("ada", "camera", size);
  await settled();
  expect(subscriptions.receiver("ada", "camera")).toBeDefined();
  shown = "bob";
  view.close();
  await clock.pass(SETTLING);
  sync();
  await settled();
  expect(pulls).toEqual(["ada", "bob"]);
  expect(subscriptions.receiver("bob", "camera")).toBeDefined();
});
