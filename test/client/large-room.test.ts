import { describe, expect, it } from "vitest";
import { Subscriptions } from "../../src/client/room/subscriptions.js";
import { SETTLING, Views } from "../../src/client/room/views.js";
import type { SessionKeeper, SessionTask } from "../../src/client/session/session-keeper.js";
import type { CallsSession } from "../../src/client/session/calls-session.js";
import type { PullRequest } from "../../src/client/session/receiver-pool.js";
import type { MediaKind, Participant } from "../../src/wire/room-protocol.js";
import { Clock, settled } from "./clock.js";

const PEOPLE = 500;

function setUp({ knowsSpeakers = true } = {}) {
  const clock = new Clock();
  const { environment } = clock;
  const pulled = new Set<PullRequest>();
  const count = { pulls: 0 };
  const session = {
    tracks: {
      /** Never answered: what is asked for is what counts. */
      async pull(request: PullRequest, { signal }: { signal: AbortSignal }) {
        count.pulls++;
        pulled.add(request);
        return new Promise<never>((_, reject) => {
          const stop = () => (pulled.delete(request), reject(new Error("not wanted any more")));
          if (signal.aborted) stop();
          else signal.addEventListener("abort", stop);
        });
      },
    },
  } as unknown as CallsSession;
  const keeper = {
    add(task: SessionTask) {
      const removal = new AbortController();
      void task.run(session, removal.signal);
      return () => removal.abort();
    },
  } as unknown as SessionKeeper;
  let roster: readonly Participant[] = Array.from({ length: PEOPLE }, (_, i) => participant(i));
  const views = new Views({ environment, onDemand: true, onChange: () => subscriptions.sync(roster) });
  const subscriptions: Subscriptions = new Subscriptions({
    keeper,
    environment,
    views,
    knowsSpeakers: () => knowsSpeakers,
    onChange() {},
  });
  const of = (kind: MediaKind): string[] =>
    [...pulled].filter((request) => request.kind === kind).map(({ sessionId }) => sessionId);
  return {
    clock,
    count,
    views,
    of,
    /** The room as it is but for this. */
    async hear(change: (who: Participant) => Partial<Participant>) {
      roster = roster.map((who) => ({ ...who, ...change(who) }));
      subscriptions.sync(roster);
      await settled();
    },
    show: (ids: readonly number[]) => ids.map((id) => views.open(`p${id}`, "camera", { width: 320, height: 180 })),
  };
}

function participant(i: number): Participant {
  const tracks = [
    { trackName: "microphone", kind: "audio" as const, enabled: i % 10 !== 0 },
    { trackName: "camera", kind: "video" as const },
  ];
  return { id: `p${i}`, name: `Person ${i}`, joinedAt: i, session: { sessionId: `p${i}`, tracks } };
}

const page = (start: number): number[] => Array.from({ length: 9 }, (_, i) => start + i);

describe("a room of 500 with nine of them on the page", () => {
  it("costs nine videos, and never more than twelve microphones, whoever speaks", async () => {
    const { clock, count, of, hear, show } = setUp();
    const views = show(page(1));
    await hear(() => ({}));
    const seen = page(1).map((i) => `p${i}`);
    expect(of("video")).toEqual(seen);
    expect(of("audio")).toEqual(seen);
    for (const speaker of ["p301", "p302", "p303", "p304"]) {
      await hear(({ id }) => ({ speaking: id === speaker }));
      expect(of("audio")).toContain(speaker);
      expect(of("audio").length).toBeLessThanOrEqual(12);
    }
    expect(new Set(of("audio"))).toEqual(new Set([...seen, "p302", "p303", "p304"]));
    const { pulls } = count;
    await hear(() => ({ speaking: false }));
    await hear(({ id }) => ({ speaking: id === "p303" || id === "p2" }));
    expect(count.pulls).toBe(pulls);
    for (const view of views) view.close();
    show(page(11));
    await clock.pass(SETTLING);
    await settled();
    expect(of("video")).toEqual(page(11).map((i) => `p${i}`));
    expect(of("audio")).toHaveLength(12);
    expect(of("audio")).toEqual(expect.arrayContaining(page(11).map((i) => `p${i}`)));
  });

  it("costs no video while only sound is wanted, and those on the page are heard all the same", async () => {
    const { of, hear, show, views } = setUp();
    show(page(1));
    views.audioOnly = true;
    await hear(() => ({}));
    expect(of("video")).toEqual([]);
    expect(of("audio")).toHaveLength(9);
    views.audioOnly = false;
    await settled();
    expect(of("video")).toHaveLength(9);
  });

  it("hears everybody where nobody says who speaks", async () => {
    const { of, hear } = setUp({ knowsSpeakers: false });
    await hear(() => ({}));
    expect(of("audio")).toHaveLength(PEOPLE);
  });
});
