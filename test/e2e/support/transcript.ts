/** What a screen reader is given: the names, roles and states of what has the focus, and what is announced. */
import type { Page, SerializedAXNode } from "puppeteer-core";

const LIMIT = 60;

export class Transcript {
  readonly lines: string[] = [];

  private constructor(private readonly page: Page) {}

  static async of(page: Page): Promise<Transcript> {
    const transcript = new Transcript(page);
    await page.exposeFunction("heard", (line: string) => void transcript.lines.push(`› ${line}`));
    await page.evaluate(() => {
      const { heard } = window as unknown as { heard(line: string): void };
      new MutationObserver((changes) => {
        for (const { addedNodes, target } of changes) {
          if (!(target instanceof Element) || !target.closest("[data-calls-announcer]")) continue;
          for (const node of addedNodes) heard(node.textContent ?? "");
        }
      }).observe(document.body, { childList: true, subtree: true });
    });
    return transcript;
  }

  /** Presses Tab until this has the focus, and notes it. */
  async tabTo(line: string): Promise<void> {
    const seen: string[] = [];
    for (let presses = 0; presses < LIMIT; presses++) {
      await this.page.keyboard.press("Tab");
      const focus = await this.focus();
      seen.push(focus);
      if (focus === line) return void this.lines.push(line);
    }
    throw new Error(`Tab never came to "${line}". It came to: ${[...new Set(seen)].join(" | ")}`);
  }

  /** Resolves when this has the focus, and notes it. */
  async focused(line: string): Promise<void> {
    await this.until(async () => (await this.focus()) === line, `the focus on "${line}"`);
    this.lines.push(line);
  }

  /** Resolves when this was announced. */
  async hears(text: string): Promise<void> {
    await this.until(async () => this.lines.includes(`› ${text}`), `the announcement "${text}"`);
  }

  private async until(done: () => Promise<boolean>, what: string): Promise<void> {
    const limit = Date.now() + 25_000;
    while (!(await done())) {
      if (Date.now() > limit) throw new Error(`There never was ${what}. The focus is on "${await this.focus()}".`);
      await this.page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
    }
  }

  private async focus(): Promise<string> {
    const tree = await this.page.accessibility.snapshot({ interestingOnly: false });
    const node = tree && find(tree);
    if (!node) return "nothing";
    const pressed = node.pressed === undefined ? "" : node.pressed ? ", pressed" : ", not pressed";
    return `${node.role} ${node.name ?? ""}${pressed}`;
  }
}

/** The innermost node that has the focus. */
function find(node: SerializedAXNode): SerializedAXNode | undefined {
  for (const child of node.children ?? []) {
    const found = find(child);
    if (found) return found;
  }
  return node.focused && node.role !== "RootWebArea" ? node : undefined;
}
