import { expect } from "@open-wc/testing";
import { CallsError, type LinkState } from "../../../src/client/index.js";
import type { InPageCall } from "../../../src/in-page/index.js";
import { colourTrack, isBlue, isGreen, isRed, toneTrack } from "../signaling/test-media.js";
import { People, until, type Person } from "./people.js";
import { hears, sees } from "./senses.js";

/** The peer connections of the SFU in the page: everyone's that are not made by a room under test. */
function watchServerConnections(): { readonly all: RTCPeerConnection[]; restore(): void } {
  const Original = globalThis.RTCPeerConnection;
  const all: RTCPeerConnection[] = [];
  globalThis.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      all.push(this);
    }
  };
  return { all, restore: () => void (globalThis.RTCPeerConnection = Original) };
}

/** Resolves when the media of `person` was lost, and is there again. */
async function mended(person: Person): Promise<void> {
  const is = (wanted: LinkState) => until(person, ({ status }) => status.phase === "joined" && status.media === wanted);
  await is("reconnecting");
  await is("connected");
}

describe("recovery", () => {
  let people: People;
  let faults: (call: InPageCall) => CallsError | undefined;

  beforeEach(() => {
    faults = () => undefined;
    people = new People({ fault: (call) => faults(call) });
  });

  afterEach(() => people.end());

  it("replaces a session that the service has forgotten, and everybody sees everybody again", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red"), microphone: toneTrack(700) });
    const grace = await people.join("Grace", { camera: colourTrack("green") });
    await Promise.all([sees(ada, "Grace", isGreen), sees(grace, "Ada", isRed)]);
    const { id } = ada.room.snapshot.self;
    const name = ada.room.snapshot.self.camera?.trackName;
    const sessions = new Set<string | undefined>();
    let isGone = true;
    faults = ({ participantId, operation, sessionId }) => {
      if (participantId !== id) return undefined;
      if (operation === "newSession") isGone = false;
      sessions.add(sessionId);
      return isGone ? new CallsError("session-expired", "410") : undefined;
    };
    const isMended = mended(ada);
    await people.join("Linus", { camera: colourTrack("blue") });
    await isMended;
    await Promise.all([
      sees(ada, "Linus", isBlue),
      sees(ada, "Grace", isGreen),
      sees(grace, "Ada", isRed),
      hears(grace, "Ada", 700),
    ]);
    expect(ada.connections).to.have.length(2);
    expect(ada.connections[0]?.connectionState).to.equal("closed");
    expect(ada.room.snapshot.self.camera?.trackName).to.equal(name);
    expect([...sessions].filter((session) => session !== undefined)).to.have.length(2);
  });

  it("replaces a session whose connection the SFU has closed", async () => {
    const server = watchServerConnections();
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace", { camera: colourTrack("green") });
    server.restore();
    await Promise.all([sees(ada, "Grace", isGreen), sees(grace, "Ada", isRed)]);
    const isMended = mended(ada);
    for (const connection of server.all)
      if (!people.all.some(({ connections }) => connections.includes(connection))) connection.close();
    await isMended;
    await Promise.all([sees(ada, "Grace", isGreen), sees(grace, "Ada", isRed)]);
    expect(ada.room.snapshot.status).to.include({ media: "connected" });
  });

  it("tries again when a track is not there yet, and when the service is busy", async () => {
    let refusals = 4;
    faults = ({ operation }) => {
      if (operation !== "newTracks" || refusals-- <= 0) return undefined;
      return new CallsError("service-unavailable", "503", { retryable: true });
    };
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace", { camera: colourTrack("green") });
    await Promise.all([sees(ada, "Grace", isGreen), sees(grace, "Ada", isRed)]);
    expect(ada.connections.length + grace.connections.length).to.equal(2);
  });

  it("starts anew when the service says that the SDP is out of step", async () => {
    let conflicts = 1;
    faults = ({ operation }) =>
      operation === "renegotiate" && conflicts-- > 0 ? new CallsError("session-conflict", "406") : undefined;
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace", { camera: colourTrack("green") });
    await Promise.all([sees(ada, "Grace", isGreen), sees(grace, "Ada", isRed)]);
  });

  it("waits for a server that cannot be reached, with the call going on", async () => {
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace", { camera: colourTrack("green") });
    await Promise.all([sees(ada, "Grace", isGreen), sees(grace, "Ada", isRed)]);
    let calls = 0;
    faults = () => {
      calls++;
      return calls <= 4 ? new CallsError("server-unreachable", "offline", { retryable: true }) : undefined;
    };
    await people.join("Linus", { camera: colourTrack("blue") });
    await Promise.all([sees(ada, "Linus", isBlue), sees(grace, "Linus", isBlue), sees(ada, "Grace", isGreen)]);
    expect(ada.connections).to.have.length(1);
    expect(grace.connections).to.have.length(1);
  });

  it("makes a new session after the first could not be had", async () => {
    let refusals = 2;
    faults = ({ operation }) =>
      operation === "newSession" && refusals-- > 0
        ? new CallsError("service-unavailable", "503", { retryable: true })
        : undefined;
    const ada = await people.join("Ada", { camera: colourTrack("red") });
    const grace = await people.join("Grace");
    await sees(grace, "Ada", isRed);
    expect(
      ada.connections.every(({ connectionState }, i, { length }) => (connectionState === "closed") === i < length - 1),
    ).to.equal(true);
  });
});
