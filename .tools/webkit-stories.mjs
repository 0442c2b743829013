/**
 * The stories in Safari's engine: each must be rendered and played without an error, and come to rest. There is no WebRTC in
 * Debian's WebKit: calls are staged there (`stories/support/staged-room.ts`).
 */
import { showStory, settle, WIDE } from "./storybook.mjs";
import { WebKit } from "./webkit.mjs";

/** These draw more moving pictures than a processor that draws everything can, and show nothing that others do not. */
const CROWDED = /twenty-five|forty-nine|nine-people|many-people|--pages|whiteboard/;

/** Runs in the page. */
const listen = () => {
  const trouble = [];
  Object.assign(window, { trouble });
  addEventListener("error", ({ message }) => trouble.push(message));
  addEventListener("unhandledrejection", ({ reason }) => trouble.push(String(reason)));
  const say = console.error;
  console.error = (...words) => {
    trouble.push(words.map(String).join(" "));
    say(...words);
  };
};

/** Runs in the page: what has gone wrong since it was asked last. */
const hear = () => {
  const isBroken = document.body.classList.contains("sb-show-errordisplay");
  return [...window["trouble"].splice(0), ...(isBroken ? ["It is not rendered."] : [])];
};

const test = async (webkit, { id, tags = [] }) => {
  try {
    await showStory(webkit, id);
    if (!tags.includes("restless")) await settle(webkit);
    return await webkit.evaluate(hear);
  } catch (error) {
    return [error.message];
  }
};

/**
 * @param each called for each story, with what is wrong with it and the browser that shows it.
 */
export async function testInWebKit(base, stories, each, viewport = WIDE) {
  const webkit = await WebKit.launch();
  try {
    await webkit.resize(viewport);
    const chosen = stories.filter(({ id }) => !CROWDED.test(id));
    // A story is not chosen twice: the page begins with one that comes last.
    await webkit.open(`${base}/iframe.html?viewMode=story&id=${chosen.at(-1)?.id}`);
    await webkit.waitForFunction(() => "__STORYBOOK_PREVIEW__" in window, { polling: 100, timeout: 60_000 });
    await webkit.evaluate(listen);
    for (const story of chosen) await each(story, await test(webkit, story), webkit);
  } finally {
    await webkit.close();
  }
}
