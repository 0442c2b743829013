/**
 * `npm run gallery [-- folder]`: builds the stories and takes a picture of each state that a person may see, in light and dark, left
 * to right and right to left, from a sidebar to a wide screen. `--only=text` takes fewer. Without a folder they are in
 * `.cache/gallery`.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { root } from "./setup.mjs";
import { shots } from "./shots.mjs";
import { each, openStory, settle, withStories } from "./storybook.mjs";

const words = process.argv.slice(2);
const only = words.find((word) => word.startsWith("--only="))?.slice("--only=".length) ?? "";
const target = words.find((word) => !word.startsWith("--")) ?? `${root}.cache/gallery`;
mkdirSync(target, { recursive: true });

await withStories(async (browsers, base) => {
  const wanted = Object.entries(shots).filter(([name]) => name.includes(only));
  await each(browsers, wanted, async (browser, [name, shot]) => {
    const { page } = await openStory(browser, base, shot);
    try {
      await settle(page, shot);
    } catch {
      console.log(`${name} does not stand still.`);
    }
    mkdirSync(dirname(`${target}/${name}`), { recursive: true });
    await page.screenshot({ path: `${target}/${name}.png` });
    await page.close();
    console.log(`${target}/${name}.png`);
  });
});
