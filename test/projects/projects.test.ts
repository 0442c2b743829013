/**
 * Projects of people who use the kit, built from its package (`.tools/projects.mjs`): two browsers meet in each of them, and the element
 * goes and comes back.
 */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startRoomServer, type RoomServer } from "../../src/server/hosts/node.js";
import { startSfu, type LocalSfu } from "../../src/sfu/index.js";
import { Person } from "../e2e/support/person.js";
import { watchLeftovers } from "./support/leftovers.js";
import { folder, sites, startNext, startStrictSite, type Site } from "./support/site.js";

const asked = process.env["PROJECTS"]?.split(" ");
const projects = readdirSync(folder)
  .filter((name) => existsSync(`${folder}${name}/package.json`))
  .filter((name) => !asked || asked.includes(name));

/** Where the strict page is, on an origin of its own. */
const STRICT_PATH = "some/where";

let sfu: LocalSfu;
let server: RoomServer;
let next: Site | undefined;
let strict: Site;
let ada: Person;
let ben: Person;
let complaints: string[] = [];
let said: string[] = [];

beforeAll(async () => {
  const policy = (): string =>
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src ${server.url} ${server.url.replace("http", "ws")}`,
      "img-src 'self' data:",
      "require-trusted-types-for 'script'",
      "trusted-types lit-html",
    ].join("; ");
  [sfu, strict] = await Promise.all([startSfu(), startStrictSite("plain", STRICT_PATH, policy)]);
  server = await startRoomServer({
    calls: { base: sfu.url, appId: sfu.appId, appSecret: sfu.appSecret },
    allowedOrigins: [strict.origin],
    fallback: sites(() => next?.origin ?? ""),
  });
  next = projects.includes("next") ? await startNext() : undefined;
  [ada, ben] = await Promise.all([
    Person.launch({ name: "Ada", media: "of the page" }),
    Person.launch({ name: "Ben", media: "of the page" }),
  ]);
  for (const { page, name } of [ada, ben]) {
    await page.evaluateOnNewDocument(watchLeftovers);
    page.on("console", (message) => {
      said.push(message.text());
      if (message.type() === "error") complaints.push(`${name}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`${name}: ${String(error)}`));
  }
}, 60_000);

afterAll(async () => {
  await Promise.all([ada, ben].map((person) => person?.close()));
  next?.close();
  strict?.close();
  await server?.close();
  await sfu?.close();
});

beforeEach(() => {
  complaints = [];
  said = [];
});

const addressOf = (project: string): string =>
  project === "plain" ? `${strict.origin}/${STRICT_PATH}/` : `${server.url}/${project}/`;

const open = (person: Person, project: string): Promise<void> =>
  person.open(addressOf(project), { room: project, name: person.name, server: server.url });

const letsGo = (person: Person): Promise<void> =>
  expect
    .poll(() => person.page.evaluate(() => [...leftovers(), ...document.querySelectorAll("calls-room")]), {
      timeout: 20_000,
    })
    .toEqual([]);

describe.each(projects)("%s", (project) => {
  it("has a call of two, and nothing of it when the element is gone", { timeout: 90_000 }, async () => {
    await Promise.all([open(ada, project), open(ben, project)]);
    const [bens, adas] = await Promise.all([ada.seesVideoOf("Ben"), ben.seesVideoOf("Ada")]);
    // As each of the pages asks, by an object.
    expect(Math.max(bens.width, adas.width)).toBeLessThanOrEqual(320);
    expect(said).toEqual(expect.arrayContaining([`Ada is in ${project}`, `Ben is in ${project}`]));

    // Next's says `startMuted`: nothing is captured before the page has come to life and says it, nor after.
    const captured = await ada.page.evaluate(() => captured());
    expect(captured.includes("audio")).toBe(project !== "next");

    await Promise.all([ada.click("Chat"), ben.click("Chat")]);
    await ada.type("Message everyone", `Hello from ${project}`);
    await ada.press("Enter");
    await ben.reads(new RegExp(`Hello from ${project}`));

    const held = await ada.page.evaluate(() => leftovers());
    expect(held).toEqual(expect.arrayContaining(["a live video track", "a peer connection", "a socket"]));
    await ada.click("Close the call");
    await ben.seesPeople();
    await letsGo(ada);
    await ada.click("Open the call");
    await Promise.all([ada.seesVideoOf("Ben"), ben.seesVideoOf("Ada")]);

    await Promise.all([ada.click("Close the call"), ben.click("Close the call")]);
    await Promise.all([letsGo(ada), letsGo(ben)]);
    expect(complaints).toEqual([]);
  });
});

it.runIf(projects.includes("next"))("Next renders all that HTML can say", async () => {
  const page = await (await fetch(`${server.url}/next?room=quiet&name=Ada`)).text();
  expect(page).toContain('<calls-room room="quiet" name="Ada" autojoin="" startMuted="">');
  expect(page).toContain('<calls-reactions-button for="elsewhere">');
});

/** What plain Node makes of all entries of the package, in the folder of a project. */
async function importEntries(project: string): Promise<{ imported: string[]; problems: string[] }> {
  const script = readFileSync(`${folder}support/import-entries.mjs`, "utf8");
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder + project,
  });
  return JSON.parse(stdout) as { imported: string[]; problems: string[] };
}

it("every entry can be imported where there is no browser", async () => {
  const { imported, problems } = await importEntries(projects[0] ?? "");
  expect(problems).toEqual([]);
  expect(imported).toEqual(
    expect.arrayContaining(["calls-elements", "calls-elements/elements/chat.js", "calls-elements/react"]),
  );
});

it("takes every package from whatever registry there is", () => {
  for (const project of readdirSync(folder).filter((name) => existsSync(`${folder}${name}/package.json`))) {
    const lock = readFileSync(`${folder}${project}/package-lock.json`, "utf8");
    expect(lock.match(/"resolved": "(?!file:)[^"]*"/g) ?? [], project).toEqual([]);
  }
});
