/** A page under a strict policy, with everything that such a page may forbid. */
import type { ElementHandle } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
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
let front: Front;
const people: Person[] = [];
const person = async (name: string): Promise<Person> => {
  const someone = await Person.launch({ name });
  people.push(someone);
  return someone;
};

beforeAll(async () => {
  app = await startApp();
  front = await startFront(app.url, { "content-security-policy": POLICY });
}, 120_000);
afterAll(async () => {
  await Promise.all(people.map((someone) => someone.close()));
  front.close();
  await app.stop();
});

test(
  "a strict policy forbids nothing that a call needs, in the page or in its floating window",
  { timeout: 90_000 },
  async () => {
    const ada = await person("Ada");
    const { page } = ada;
    await page.evaluateOnNewDocument(() => {
      const violations: string[] = [];
      Object.assign(window, { violations });
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
        violations.push(`${violatedDirective} ${blockedURI} ${sample}`),
      );
    });
    await ada.open(front.url, {});
    // The script of the demo is within its page, so that it does not run.
    await page.evaluate(() => {
      Object.assign(document.querySelector("calls-room")!, { room: "strict", name: "Ada", autojoin: true });
      const button = Object.assign(document.createElement("calls-pip-button"), { for: "call" });
      document.querySelector("header")!.append(button);
    });
    const ben = await person("Ben");
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
    const violations = async (): Promise<string[]> =>
      await page.evaluate(() => Reflect.get(window, "violations") as string[]);
    const before = await violations();
    // The policy is in force.
    await page.evaluate(() => document.body.setAttribute("style", "color: red"));
    await expect.poll(violations).toEqual([...before, expect.stringContaining("style-src-attr")]);
    expect(before.filter((violation) => !violation.startsWith("script-src-elem inline"))).toEqual([]);
  },
);
