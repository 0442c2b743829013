/**
 * The stories as tests: each is opened in a browser, must be rendered and played without an error, and must be accessible (axe).
 * Most are rendered in Safari's engine, too, where Debian's WebKit is. Those of the gallery that are accepted must look as they did. `--accept` takes how they look now; `--only=text` opens fewer.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { compare, fontsOf, TOLERATED } from "./compare.mjs";
import { elements } from "./docs.mjs";
import { failureText } from "./failure-text.mjs";
import { checkNode, installBrowser, root } from "./setup.mjs";
import { shots } from "./shots.mjs";
import { hasWebKit } from "./webkit.mjs";
import { testInWebKit } from "./webkit-stories.mjs";
import { each, openStory, settle, showStory, withStories } from "./storybook.mjs";

const folder = `${root}test/visual`;
const failures = `${root}.cache/visual`;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Runs in the page. Contrast is not to be had over moving pictures; the elements' own tests look at it. */
const audit = async () => {
  const options = {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: Object.fromEntries(
      ["color-contrast", "region", "landmark-one-main", "page-has-heading-one", "heading-order", "bypass"].map(
        (rule) => [rule, { enabled: false }],
      ),
    ),
  };
  const { violations } = await window.axe.run("#storybook-root", options);
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(" ")).join("; ")})`,
  );
};

/**
 * Goes from story to story in one page, as who looks at them does. After a failure it begins with a page of its own again, so that
 * what is wrong with one is not said of the next.
 */
class Tour {
  #browser;
  #base;
  #page;
  #trouble = [];

  constructor(browser, base) {
    this.#browser = browser;
    this.#base = base;
  }

  /** @returns what is wrong with the story, in words. */
  async test({ id, tags = [] }) {
    const problems = await this.#test(id, tags).catch((error) => [error.message]);
    problems.unshift(...this.#trouble.splice(0));
    if (problems.length > 0) await this.end();
    return problems;
  }

  async end() {
    await this.#page?.close();
    this.#page = undefined;
  }

  async #test(id, tags) {
    if (this.#page) await showStory(this.#page, id);
    else await this.#begin(id);
    if (await this.#page.evaluate(() => document.body.classList.contains("sb-show-errordisplay")))
      return ["It is not rendered."];
    if (!tags.includes("restless")) await settle(this.#page);
    return tags.includes("!a11y") ? [] : await this.#page.evaluate(audit);
  }

  async #begin(story) {
    ({ page: this.#page, trouble: this.#trouble } = await openStory(this.#browser, this.#base, { story }));
    await this.#page.evaluate(axe);
  }
}

/** Runs in the page: a page of the docs has been rendered, and the element that it is about is there. */
const isReadable = (id) => {
  if (window["__STORYBOOK_PREVIEW__"]?.currentRender?.id !== id || !document.querySelector("#storybook-docs h1"))
    return false;
  // A row that is not taken for one of a table would stand there with its bars.
  if (/^\| /m.test(document.querySelector("#storybook-docs").innerText)) return false;
  const example = document.querySelector("[data-example]");
  return !example || example.querySelector(`${example.dataset.example}:defined`) !== null;
};

/** Reads the docs from page to page. @returns what is wrong with each, by its id. */
async function readDocs(browser, base, ids) {
  const problems = new Map(ids.map((id) => [id, []]));
  let reading;
  const page = await browser.newPage();
  page.on("pageerror", (error) => problems.get(reading)?.push(String(error?.message ?? error)));
  page.on(
    "console",
    (message) =>
      message.type() === "error" && problems.get(reading)?.push(`${message.text()} ${message.location().url ?? ""}`),
  );
  for (const id of ids) {
    if (reading) await page.evaluate(changePage, id);
    else await page.goto(`${base}/iframe.html?viewMode=docs&id=${id}`);
    reading = id;
    await page
      .waitForFunction(isReadable, { polling: 50, timeout: 30_000 }, id)
      .catch(({ message }) => problems.get(id).push(message));
  }
  await page.close();
  return problems;
}

/** Runs in the page. */
const changePage = (storyId) =>
  window["__STORYBOOK_PREVIEW__"].channel.emit("setCurrentStory", { storyId, viewMode: "docs" });

async function testShot(browser, base, name, shot, accept) {
  const { page } = await openStory(browser, base, shot);
  try {
    await settle(page, shot);
    const taken = await page.screenshot();
    const file = `${folder}/${name}.png`;
    const { share = 1, small } = await compare(page, taken, existsSync(file) ? readFileSync(file) : undefined);
    if (accept) {
      if (share > TOLERATED / 4) writeFileSync(file, small);
      return [];
    }
    if (share <= TOLERATED) return [];
    mkdirSync(failures, { recursive: true });
    writeFileSync(`${failures}/${name}.png`, taken);
    return [`${(share * 100).toFixed(1)} % look different from test/visual/${name}.png: see .cache/visual/${name}.png`];
  } catch (error) {
    return [error.message];
  } finally {
    await page.close();
  }
}

/** @returns counts, as every step of the tests does. */
export async function testStories({ only = "", accept = false } = {}) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const report = (name, problems) => {
    counts[problems.length > 0 ? "failed" : "passed"]++;
    if (problems.length === 0) return;
    const text = failureText(name, problems.join("\n"));
    counts.failures.push(text);
    console.log(`✗ ${text}`);
  };
  rmSync(failures, { recursive: true, force: true });
  await withStories(async (browsers, base, built) => {
    const { entries } = JSON.parse(readFileSync(`${built}/index.json`, "utf8"));
    const stories = Object.values(entries).filter(({ type, id }) => type === "story" && id.includes(only));
    const tours = browsers.map((browser) => new Tour(browser, base));
    await each(tours, accept ? [] : stories, async (tour, story) => report(story.id, await tour.test(story)));
    await Promise.all(tours.map((tour) => tour.end()));
    if (!accept && hasWebKit())
      await testInWebKit(base, stories, ({ id }, problems) => report(`${id} in WebKit`, problems));
    const written = Object.values(entries).filter(
      ({ tags, id }) => tags?.includes("unattached-mdx") && id.includes(only),
    );
    const missing = elements().filter(({ tagName }) => !entries[`reference-${tagName}--docs`]);
    if (!only)
      report(
        "pages of the elements",
        missing.map(({ tagName }) => `${tagName} has none.`),
      );
    if (!accept && written.length > 0) {
      const read = await readDocs(
        browsers[0],
        base,
        written.map(({ id }) => id),
      );
      for (const [id, problems] of read) report(id, problems);
    }
    const blank = await browsers[0].newPage();
    const fonts = await fontsOf(blank);
    await blank.close();
    const record = `${folder}/fonts.txt`;
    const pictures = Object.entries(shots).filter(([name, { accepted }]) => accepted && name.includes(only));
    if (accept) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(record, fonts);
    } else if (!existsSync(record) || readFileSync(record, "utf8") !== fonts) {
      console.log("Letters look different here from where the pictures were accepted: they are not compared.");
      counts.skipped += pictures.length;
      return;
    }
    await each(browsers, pictures, async (browser, [name, shot]) => {
      report(name, await testShot(browser, base, name, shot, accept));
    });
  });
  return counts;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  checkNode();
  process.env.CHROME_PATH = await installBrowser();
  const words = process.argv.slice(2);
  const only = words.find((word) => word.startsWith("--only="))?.slice("--only=".length) ?? "";
  const { passed, failed, skipped } = await testStories({ only, accept: words.includes("--accept") });
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed ? 1 : 0;
}
