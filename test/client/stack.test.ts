import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest";
import { Stack } from "./stack/stack.js";

/** Milliseconds. A ceiling for machines that do much else, not an expectation. */
const PATIENCE = 120_000;

/** The client against the room server and the SFU of this project, over real sockets. */
describe("the client on the whole stack", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.start();
  }, PATIENCE);
  afterAll(() => stack.stop());
  beforeEach(() => stack.open());

  /** Says what everybody had when a test fails. */
  function explainFailure(): void {
    onTestFailed(async () => {
      throw new Error(await stack.report());
    });
  }

  /** Resolves when the SFU has nothing left of the people who went. */
  async function sfuIsEmpty(): Promise<void> {
    for (let { open } = stack.sfu.sessions(); open > 0; { open } = stack.sfu.sessions()) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it(
    "lets three people see, hear and read each other, and forgets them when they leave",
    async () => {
      explainFailure();
      await Promise.all([
        stack.ask("join", "Ada", ["microphone", "camera"]),
        stack.ask("join", "Grace", ["microphone"]),
      ]);
      await Promise.all([
        stack.ask("sees", "Grace", "Ada"),
        stack.ask("hears", "Grace", "Ada"),
        stack.ask("hears", "Ada", "Grace"),
      ]);
      await stack.ask("join", "Linus", ["camera"]);
      const [width] = await Promise.all([
        stack.ask("sees", "Linus", "Ada"),
        stack.ask("sees", "Ada", "Linus"),
        stack.ask("sees", "Grace", "Linus"),
        stack.ask("hears", "Linus", "Grace"),
      ]);
      expect(width).toBeGreaterThan(0);
      for (const name of ["Ada", "Grace", "Linus"]) await stack.ask("talks", name, 100);
      await stack.ask("leave", "Linus");
      await stack.ask("seesPeople", "Ada", "Grace");
      await stack.ask("sees", "Grace", "Ada");
      await Promise.all([stack.ask("leave", "Ada"), stack.ask("leave", "Grace")]);
      await sfuIsEmpty();
    },
    PATIENCE,
  );

  it(
    "tells of mutes, and keeps one media section through cameras that go and come",
    async () => {
      explainFailure();
      await Promise.all([stack.ask("join", "Ada", ["microphone", "camera"]), stack.ask("join", "Grace", [])]);
      await Promise.all([stack.ask("sees", "Grace", "Ada"), stack.ask("hears", "Grace", "Ada")]);
      await stack.ask("set", "Ada", "microphone", false);
      await stack.ask("told", "Grace", "Ada", "microphone", false);
      await stack.ask("set", "Ada", "microphone", true);
      await stack.ask("hears", "Grace", "Ada");
      await stack.ask("set", "Ada", "camera", false);
      await stack.ask("told", "Grace", "Ada", "camera", false);
      await stack.ask("set", "Ada", "camera", true);
      await stack.ask("sees", "Grace", "Ada");
      const before = { ada: await stack.ask("sections", "Ada"), grace: await stack.ask("sections", "Grace") };
      for (let round = 0; round < 3; round++) {
        await stack.ask("unplug", "Ada");
        await stack.ask("told", "Grace", "Ada", "camera", null);
        await stack.ask("set", "Ada", "camera", true);
        await stack.ask("sees", "Grace", "Ada");
      }
      const after = { ada: await stack.ask("sections", "Ada"), grace: await stack.ask("sections", "Grace") };
      expect(after.ada).toBeLessThanOrEqual(before.ada + 1);
      expect(after.grace).toBeLessThanOrEqual(before.grace + 1);
      await Promise.all([stack.ask("leave", "Ada"), stack.ask("leave", "Grace")]);
    },
    PATIENCE,
  );

  it(
    "builds everything anew when the SFU has forgotten it",
    async () => {
      explainFailure();
      await Promise.all([stack.ask("join", "Ada", ["microphone", "camera"]), stack.ask("join", "Grace", ["camera"])]);
      await Promise.all([stack.ask("sees", "Grace", "Ada"), stack.ask("sees", "Ada", "Grace")]);
      await stack.ask("talks", "Ada", 10);
      await stack.replaceSfu();
      await Promise.all([stack.ask("phase", "Ada", "reconnecting"), stack.ask("phase", "Grace", "reconnecting")]);
      await Promise.all([stack.ask("phase", "Ada", "connected"), stack.ask("phase", "Grace", "connected")]);
      await Promise.all([
        stack.ask("sees", "Grace", "Ada"),
        stack.ask("sees", "Ada", "Grace"),
        stack.ask("hears", "Grace", "Ada"),
        stack.ask("talks", "Ada", 10),
        stack.ask("talks", "Grace", 10),
      ]);
      await Promise.all([stack.ask("leave", "Ada"), stack.ask("leave", "Grace")]);
    },
    PATIENCE,
  );

  it(
    "comes back to a room server that was restarted, and to the people in it",
    async () => {
      explainFailure();
      await Promise.all([stack.ask("join", "Ada", ["microphone", "camera"]), stack.ask("join", "Grace", ["camera"])]);
      await Promise.all([stack.ask("sees", "Grace", "Ada"), stack.ask("sees", "Ada", "Grace")]);
      await stack.replaceServer();
      await stack.ask("join", "Linus", ["microphone"]);
      await Promise.all([
        stack.ask("seesPeople", "Ada", "Grace", "Linus"),
        stack.ask("seesPeople", "Grace", "Ada", "Linus"),
        stack.ask("sees", "Linus", "Ada"),
        stack.ask("sees", "Grace", "Ada"),
        stack.ask("sees", "Ada", "Grace"),
        stack.ask("hears", "Ada", "Linus"),
        // The old server's sessions are nobody's: what is said on them may not reach who has another already.
        stack.ask("connects", "Ada", 2),
        stack.ask("connects", "Grace", 2),
      ]);
      await stack.ask("talks", "Grace", 10);
      for (const name of ["Ada", "Grace", "Linus"]) await stack.ask("leave", name);
    },
    PATIENCE,
  );

  it(
    "sends a camera in layers, and takes the one that fits its place on the page",
    async () => {
      explainFailure();
      await Promise.all([stack.ask("join", "Ada", ["camera"]), stack.ask("join", "Grace", [])]);
      await stack.ask("sees", "Grace", "Ada");
      while ((await stack.ask("layers", "Ada")).length < 2) await stack.ask("sees", "Grace", "Ada");
      const sections = await stack.ask("sections", "Grace");
      await stack.ask("shows", "Grace", "Ada", { width: 160, height: 90 });
      await stack.ask("seesWidth", "Grace", "Ada", 1, 320);
      await stack.ask("shows", "Grace", "Ada", { width: 640, height: 360 });
      await stack.ask("seesWidth", "Grace", "Ada", 321, 640);
      expect(await stack.ask("sections", "Grace")).toBe(sections);
      await stack.ask("shows", "Grace", "Ada", null);
      await stack.ask("seesNothing", "Grace", "Ada");
      await stack.ask("shows", "Grace", "Ada", { width: 160, height: 90 });
      await stack.ask("sees", "Grace", "Ada");
      await stack.ask("seesWidth", "Grace", "Ada", 1, 320);
      await Promise.all([stack.ask("leave", "Ada"), stack.ask("leave", "Grace")]);
    },
    PATIENCE,
  );

  it(
    "takes the videos that fit into a limit, the largest first",
    async () => {
      explainFailure();
      const media = {
        camera: { constraints: { width: 160, height: 90, frameRate: 10 }, encodings: [{ maxBitrate: 100_000 }] },
      };
      await Promise.all([
        ...["Ada", "Linus"].map((name) => stack.ask("join", name, ["camera"], media)),
        stack.ask("join", "Grace", []),
      ]);
      await stack.ask("shows", "Grace", "Ada", { width: 320, height: 180 });
      await stack.ask("shows", "Grace", "Linus", { width: 640, height: 360 });
      await Promise.all([stack.ask("sees", "Grace", "Ada"), stack.ask("sees", "Grace", "Linus")]);
      await stack.ask("limits", "Grace", 600_000);
      await Promise.all([stack.ask("seesNothing", "Grace", "Ada"), stack.ask("sees", "Grace", "Linus")]);
      await stack.ask("shows", "Grace", "Ada", { width: 1280, height: 720 });
      await Promise.all([stack.ask("seesNothing", "Grace", "Linus"), stack.ask("sees", "Grace", "Ada")]);
      await stack.ask("limits", "Grace", null);
      await Promise.all([stack.ask("sees", "Grace", "Ada"), stack.ask("sees", "Grace", "Linus")]);
      for (const name of ["Ada", "Linus", "Grace"]) await stack.ask("leave", name);
    },
    PATIENCE,
  );

  it(
    "takes no video while only sound is wanted, and sees again afterwards",
    async () => {
      explainFailure();
      await Promise.all([stack.ask("join", "Ada", ["microphone", "camera"]), stack.ask("join", "Grace", [])]);
      await Promise.all([stack.ask("sees", "Grace", "Ada"), stack.ask("hears", "Grace", "Ada")]);
      expect(await stack.ask("takesOnlySound", "Grace", true)).toBe(true);
      await stack.ask("seesNothing", "Grace", "Ada");
      await stack.ask("hears", "Grace", "Ada");
      expect(await stack.ask("takesOnlySound", "Grace", false)).toBe(false);
      await Promise.all([stack.ask("sees", "Grace", "Ada"), stack.ask("hears", "Grace", "Ada")]);
      await Promise.all([stack.ask("leave", "Ada"), stack.ask("leave", "Grace")]);
    },
    PATIENCE,
  );
});
