/**
 * How long a subscriber waits for another simulcast layer: from the call of `tracks/update` to the first picture of the new
 * width, next to the wait for the first picture of a new pull in the same run.
 *
 *   npm run bench:layers [-- --json]
 */
import { startSfu } from "../../src/sfu/index.js";
import { TestBrowser, type Peer } from "../sfu/support/browser.js";

const WIDTHS = { a: 1280, b: 640, c: 320 } as const;
type Rid = keyof typeof WIDTHS;
const RIDS = ["a", "b", "c"] as const;
/** Every change of layer there is, several times. */
const ROUND: readonly Rid[] = ["b", "a", "c", "b", "c", "a"];
const ROUNDS = 4;

const median = (values: readonly number[]): number =>
  values.toSorted((x, y) => x - y)[values.length >> 1] ?? Number.NaN;

/** Milliseconds that `work` takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const sfu = await startSfu();
const browser = await TestBrowser.launch();
const join = async (): Promise<Peer> => {
  const peer = await browser.peer(sfu);
  await peer.call("create");
  return peer;
};

const ada = await join();
const published = await ada.call(
  "publish",
  [{ name: "camera", kind: "video", width: 1280, height: 720, rids: [...RIDS] }],
  false,
);
await ada.call("connected");
for (const rid of RIDS) await ada.call("layerFlows", published.mids[0] ?? "", rid);
const camera = { location: "remote", sessionId: await ada.call("sessionId"), trackName: "camera" } as const;

const ben = await join();
const pull = async (rid: Rid): Promise<string> => {
  const { body } = await ben.call("pull", [{ ...camera, simulcast: { preferredRid: rid } }]);
  return body.tracks?.[0]?.mid ?? "";
};
const mid = await pull("c");
await ben.call("frameWidth", mid, WIDTHS.c);
const session = await ben.call("sessionId");

const firstPicture: number[] = [];
for (const rid of RIDS) {
  firstPicture.push(await timed(async () => ben.call("frameWidth", await pull(rid), WIDTHS[rid])));
}

const switches: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  for (const preferredRid of ROUND) {
    const tracks = [{ ...camera, mid, simulcast: { preferredRid } }];
    switches.push(
      await timed(async () => {
        await ben.call("api", "PUT", `/${session}/tracks/update`, { tracks });
        await ben.call("frameWidth", mid, WIDTHS[preferredRid]);
      }),
    );
    await ben.call("moreFrames", mid, 5);
  }
}
const { freezeCount, packetsLost } = await ben.call("video", mid);
await browser.close();
await sfu.close();

const [ours, theirs] = [median(switches), median(firstPicture)];
const rows = [{ name: "milliseconds to another layer, median", ours, theirs, ratio: ours / theirs }];
if (process.argv.includes("--json")) console.log(JSON.stringify({ rows, freezeCount, packetsLost }));
else {
  console.log(
    `${switches.length} changes of layer: median ${ours.toFixed(0)} ms, longest ${Math.max(...switches).toFixed(0)} ms`,
  );
  console.log(`first picture of a new pull: median ${theirs.toFixed(0)} ms, ratio ${(ours / theirs).toFixed(2)}`);
  console.log(`freezes ${freezeCount}, packets lost ${packetsLost}`);
}
process.exit();
