/** A page under a strict policy, with everything that such a page may forbid. */
import type { ElementHandle } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startApp, type App } from "./support/app.js";
import { startFront, type Front } from "./support/front.js";
import { Person } from "./support/person.js";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html",
].join("; ");

let app: App;
const fronts: Front[] = [];
const people: Person[] = [];
/** Two people with browsers. */
const pair = async (): Promise<[ada: Person, ben: Person]> => {
  const [ada, ben] = await Promise.all([Person.launch({ name: "Ada" }), Person.launch({ name: "Ben" })]);
  people.push(ada, ben);
  return [ada, ben];
};

const frontOf = async (headers: Record<string, string>, page?: string): Promise<Front> => {
  const front = await startFront(app.url, headers, { page });
  fronts.push(front);
  return front;
};
/** Before the page's own scripts: what its policy forbids is kept. */
const listen = async ({ page }: Person): Promise<() => Promise<string[]>> => {
  await page.evaluateOnNewDocument(() => {
    const violations: string[] = [];
    Object.assign(window, { violations });
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
      violations.push(`${violatedDirective} ${blockedURI} ${sample}`),
    );
  });
  return async () => await page.evaluate(() => Reflect.get(window, "violations") as string[]);
};
const ownPage = (room: string, more = ""): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
  <script type="module" nonce="r4nd0m" src="/calls-elements.js"></script>
  <calls-room id="call" room="${room}" ${more}></calls-room></html>`;

beforeAll(async () => {
  app = await startApp();
}, 120_000);
// Browsers that go on would take the time of those that come.
afterEach(async () => {
  await Promise.all(people.splice(0).map((someone) => someone.close()));
});
afterAll(async () => {
  for (const front of fronts) front.close();
  await app.stop();
});

test(
  "a strict policy forbids nothing that a call needs, in the page or in its floating window",
  { timeout: 90_000 },
  async () => {
    const [ada, ben] = await pair();
    const { page } = ada;
    const violations = await listen(ada);
    const front = await frontOf({ "content-security-policy": POLICY }, ownPage("strict", 'name="Ada" autojoin'));
    await page.goto(`${front.url}own`);
    await page.evaluate(() => {
      document.body.prepend(Object.assign(document.createElement("calls-pip-button"), { for: "call" }));
    });
    await ben.join(app.url, "strict");
    await ben.seesVideoOf("Ada");

    const hues = async (): Promise<string[]> =>
      await page.evaluate(() => {
        const all = (root: ParentNode): Element[] =>
          [...root.querySelectorAll("*")].flatMap((element) => [
            element,
            ...(element.shadowRoot ? all(element.shadowRoot) : []),
          ]);
        return all(document)
          .filter((element) => element.matches(".avatar"))
          .map((element) => getComputedStyle(element).getPropertyValue("--_hue"));
      });
    await expect.poll(async () => (await hues()).length, { timeout: 25_000 }).toBeGreaterThanOrEqual(2);
    expect(await hues()).not.toContain("");

    const button = async (): Promise<ElementHandle | null> => {
      const found = await page.evaluateHandle(
        () => document.querySelector("calls-pip-button")?.shadowRoot?.querySelector("button") ?? undefined,
      );
      return found.asElement() as ElementHandle | null;
    };
    await expect.poll(button, { timeout: 25_000 }).not.toBeNull();
    await (await button())?.click();
    const corners = async (): Promise<string> =>
      await page.evaluate(() => {
        const inside: unknown = Reflect.get(Reflect.get(window, "documentPictureInPicture") as object, "window");
        const view = inside as Window | null;
        const leave = view?.document.querySelector("calls-leave-button")?.shadowRoot?.querySelector("button");
        return view && leave ? view.getComputedStyle(leave).borderRadius : "";
      });
    await expect.poll(corners, { timeout: 25_000 }).toBe("999px");
    const before = await violations();
    // The policy is in force.
    await page.evaluate(() => document.body.setAttribute("style", "color: red"));
    await expect.poll(violations).toEqual([...before, expect.stringContaining("style-src-attr")]);
    expect(before.filter((violation) => !violation.startsWith("script-src-elem inline"))).toEqual([]);
  },
);

test(
  "a nonce for the script is all that a page with nonces needs: what it loads has it too",
  { timeout: 60_000 },
  async () => {
    const [ada, ben] = await pair();
    const violations = await listen(ada);
    const policy =
      "default-src 'none'; script-src 'nonce-r4nd0m'; style-src 'nonce-r4nd0m'; connect-src 'self'; img-src data:";
    const front = await frontOf({ "content-security-policy": policy }, ownPage("nonce", 'name="Ada" autojoin'));
    await ada.page.goto(`${front.url}own`);
    await ben.join(app.url, "nonce");
    await ada.seesPeople("Ben");
    await ada.click("Chat");
    await ada.reads(/No messages yet/);
    // The page has no icon, and may not ask for the server's.
    expect((await violations()).filter((violation) => !violation.includes("favicon"))).toEqual([]);
  },
);

test("a sandbox that allows no forms lets people join, write, and answer a question", { timeout: 60_000 }, async () => {
  const [ada, ben] = await pair();
  const front = await frontOf(
    { "content-security-policy": "sandbox allow-scripts allow-same-origin" },
    ownPage("sandbox"),
  );
  await ada.page.goto(`${front.url}own`);
  await ada.type("Your name", "Ada");
  await ada.press("Enter");
  // Whoever comes first is the host.
  await ada.isIn();
  await ben.join(app.url, "sandbox");
  await ada.seesPeople("Ben");
  await ben.click("Chat");
  await ada.click("Chat");
  await ada.type("Message everyone", "From a small frame");
  await ada.click("Send");
  await ben.reads(/From a small frame/);
  await ada.click("Leave");
  await ada.page.locator(">>> [role=menuitem].danger").click();
  await ada.click("End for everyone");
  await ben.reads(/The call has ended/);
});

test("a page that forbids the devices says so, and lets people listen", { timeout: 60_000 }, async () => {
  const [ada, ben] = await pair();
  const forbidden = "camera=(), microphone=(), display-capture=()";
  const front = await frontOf({ "permissions-policy": forbidden }, ownPage("permissions"));
  await ada.page.goto(`${front.url}own`);
  await ada.click("Turn on camera and microphone");
  await ada.reads(/Microphone is not allowed on this page\..*Camera is not allowed on this page\./);
  await ada.type("Your name", "Ada");
  await ada.click("Join");
  await ben.join(app.url, "permissions");
  await ada.seesPeople("Ben");
  expect(await ada.page.$$(">>> calls-screen-button button")).toEqual([]);
});
