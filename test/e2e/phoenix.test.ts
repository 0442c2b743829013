/** One room of a Phoenix application, on a page with the script tag: two people see and hear each other, write, and come back. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { PhoenixServer } from "../signaling/phoenix-server.js";
import { Person } from "./support/person.js";

const cdn = fileURLToPath(new URL("../../dist/cdn", import.meta.url));

let sfu: LocalSfu;
let server: PhoenixServer;
let people: Person[];

beforeAll(async () => {
  sfu = await startSfu();
  server = await PhoenixServer.start({
    calls: { base: sfu.url, appId: sfu.appId, appSecret: sfu.appSecret },
    fallback: (path) => {
      if (path.endsWith(".js")) return { type: "text/javascript", body: readFileSync(cdn + path, "utf8") };
      const query = new URL(path, "http://localhost").searchParams;
      const attributes = `room="${query.get("room")}" name="${query.get("name")}" token-endpoint="/calls/token" autojoin`;
      const style = "<style>body{margin:0}calls-room{block-size:100vh}</style>";
      const body = `<!doctype html>${style}<body><calls-room backend="phoenix" ${attributes}></calls-room>`;
      return { type: "text/html", body: `${body}<script type="module" src="/calls-elements.js"></script>` };
    },
  });
  people = await Promise.all([Person.launch({ name: "Ada", tone: 660 }), Person.launch({ name: "Ben", tone: 880 })]);
}, 60_000);

afterAll(async () => {
  await Promise.all((people ?? []).map(({ browser }) => browser.close()));
  await server?.close();
  await sfu?.close();
});

const say = (text: string): Promise<unknown> =>
  document.querySelector("calls-room")!.callsRoom.request({ type: "chat", id: text, text });

/** Whether the controls have a button of this kind. */
const offers = async ({ page }: Person, element: string): Promise<boolean> =>
  (await page.$(`>>> ${element} >>> button`)) !== null;

test("they see and hear each other, write, and come back after a cut", { timeout: 60_000 }, async () => {
  const [ada, ben] = people as [Person, Person];
  await ada.join(`${server.url}/`, "yard");
  server.lacks = ["reaction"];
  await ben.join(`${server.url}/`, "yard");
  await Promise.all([ada.seesVideoOf("Ben"), ben.seesVideoOf("Ada"), ada.hears("Ben", 880), ben.hears("Ada", 660)]);
  // What the server lets somebody do is what their controls show.
  expect(await offers(ada, "calls-reactions-button")).toBe(true);
  expect(await offers(ben, "calls-reactions-button")).toBe(false);
  expect(await offers(ben, "calls-hand-button")).toBe(true);

  await ada.page.locator(">>> calls-chat-button >>> button").click();
  await ben.page.evaluate(say, "hello from Ben");
  await ada.reads(/hello from Ben/);

  const joins = server.issued.length;
  server.cutOff(await ben.idOf("Ada"));
  await expect.poll(() => server.issued.length, { timeout: 25_000 }).toBeGreaterThan(joins);
  await ada.page.waitForFunction(() => {
    const status = document.querySelector("calls-room")?.callsRoom.snapshot.status;
    return status?.phase === "joined" && status.signaling === "connected";
  });
  await ben.seesPeople("Ada");
  await ada.page.evaluate(say, "still here");
  await ben.page.locator(">>> calls-chat-button >>> button").click();
  await ben.reads(/still here/);
  await Promise.all([ada.seesVideoOf("Ben"), ben.seesVideoOf("Ada")]);
  expect([...ada.printed, ...ben.printed]).toEqual([]);
});
