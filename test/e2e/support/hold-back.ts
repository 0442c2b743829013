import type { Page } from "puppeteer-core";

/** Keeps every request of a page whose URL has `part` from going out, until the function that this resolves with is called. */
export async function holdBack(page: Page, part: string): Promise<() => void> {
  let letGo = (): void => {};
  const opened = new Promise<void>((resolve) => (letGo = resolve));
  await page.setRequestInterception(true);
  page.on("request", async (request) => {
    if (request.url().includes(part)) await opened;
    await request.continue();
  });
  return letGo;
}
