import type { AnnouncedTrack } from "../../../wire/room-protocol.js";
import type { AdapterRow } from "../ground.js";

export const MICROPHONE: AnnouncedTrack = { trackName: "mic-1", kind: "audio", source: "microphone", enabled: true };
const CAMERA: AnnouncedTrack = { trackName: "cam-1", kind: "video", source: "camera", enabled: true };

export const PEOPLE: readonly AdapterRow[] = [
  {
    name: "roster: the others, without oneself, in order of joining",
    async run(ground) {
      const [ada, ben, cleo] = [await ground.join("Ada"), await ground.join("Ben"), await ground.join("Cleo")];
      for (const [who, others] of [
        [ada, ["Ben", "Cleo"]],
        [ben, ["Ada", "Cleo"]],
        [cleo, ["Ada", "Ben"]],
      ] as const) {
        const names = (): string[] => who.connection.roster.map(({ name }) => name);
        await ground.until(who.connection, "the roster of three", () => names().length === 2);
        ground.equal(names(), others, "The others");
      }
    },
  },
  {
    name: "roster: an announcement, and what takes its place",
    async run(ground) {
      const [{ connection: ada }, { connection: ben }] = [await ground.join("Ada"), await ground.join("Ben")];
      const session = await ground.session(ada, [MICROPHONE, CAMERA]);
      ada.announce(session);
      const found = await ground.until(ben, "the announcement", () => ground.seen(ben, ada)?.session);
      ground.equal(found.sessionId, session.sessionId, "The session");
      ground.equal(
        found.tracks.map(({ trackName, kind }) => [trackName, kind]),
        [
          ["mic-1", "audio"],
          ["cam-1", "video"],
        ],
        "The tracks",
      );
      ada.announce({ ...session, tracks: [MICROPHONE] });
      await ground.until(ben, "the second announcement", () => ground.seen(ben, ada)?.session?.tracks.length === 1);
    },
  },
  {
    name: "roster: layers of a camera",
    async run(ground) {
      ground.has("rids");
      const [{ connection: ada }, { connection: ben }] = [await ground.join("Ada"), await ground.join("Ben")];
      ada.announce(await ground.session(ada, [{ ...CAMERA, rids: ["f", "h", "q"] }]));
      const found = await ground.until(ben, "the announcement", () => ground.seen(ben, ada)?.session);
      ground.equal(found.tracks[0]?.rids, ["f", "h", "q"], "The layers");
    },
  },
  {
    name: "roster: data channels",
    async run(ground) {
      ground.has("channels");
      const [{ connection: ada }, { connection: ben }] = [await ground.join("Ada"), await ground.join("Ben")];
      const channels = [{ name: "cursor", ordered: false, maxRetransmits: 0 }];
      ada.announce({ ...(await ground.session(ada, [MICROPHONE])), channels });
      const found = await ground.until(ben, "the channels", () => ground.seen(ben, ada)?.session?.channels);
      ground.equal(found, channels, "The channels");
    },
  },
  {
    name: "roster: mutes, alone and in what is announced",
    async run(ground) {
      const [{ connection: ada }, { connection: ben }] = [await ground.join("Ada"), await ground.join("Ben")];
      ada.announce(await ground.session(ada, [MICROPHONE, CAMERA]));
      const isOn = (index: number): boolean => ground.seen(ben, ada)?.session?.tracks[index]?.enabled !== false;
      await ground.until(ben, "the announcement", () => ground.seen(ben, ada)?.session);
      ada.setTrackState({ trackName: "mic-1", kind: "audio", enabled: false });
      await ground.until(ben, "the mute", () => !isOn(0));
      ground.is(isOn(1), "The camera is taken for off");
      const { connection: late } = await ground.join("Cleo");
      const seen = await ground.until(late, "the announcement, late", () => ground.seen(late, ada)?.session);
      ground.equal(seen.tracks[0]?.enabled, false, "The mute for somebody who comes late");
    },
  },
  {
    name: "roster: who did not change keeps their identity",
    async run(ground) {
      const [{ connection: ada }, { connection: ben }] = [await ground.join("Ada"), await ground.join("Ben")];
      const before = await ground.until(ben, "Ada", () => ground.seen(ben, ada));
      const { connection: cleo } = await ground.join("Cleo");
      await ground.until(ben, "Cleo", () => ground.seen(ben, cleo));
      ground.is(ground.seen(ben, ada) === before, "An entry is another object although nothing of it changed");
      ground.is(Object.isFrozen(before), "An entry is not frozen");
    },
  },
  {
    name: "late join: what was announced before",
    async run(ground) {
      const { connection: ada } = await ground.join("Ada");
      const session = await ground.session(ada, [MICROPHONE]);
      ada.announce(session);
      const { connection: ben } = await ground.join("Ben");
      const found = await ground.until(ben, "the announcement", () => ground.seen(ben, ada)?.session);
      ground.equal(found.sessionId, session.sessionId, "The session");
    },
  },
  {
    name: "listeners: one that was taken away hears nothing",
    async run(ground) {
      const { connection: ada } = await ground.join("Ada");
      let heard = 0;
      ada.subscribe(() => heard++)();
      const { connection: ben } = await ground.join("Ben");
      await ground.until(ada, "Ben", () => ground.seen(ada, ben));
      ground.equal(heard, 0, "Events");
    },
  },
];
