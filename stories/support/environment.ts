/// <reference types="vite/client" />
const sources = import.meta.glob<string>("../../src/server/config.ts", {
  eager: true,
  query: "?raw",
  import: "default",
});

/** The table of environment variables, as it stands beside the code that reads them. */
export const environment = Object.values(sources)
  .flatMap((source) => [...source.matchAll(/^ \* (\|.*\|)$/gm)])
  .map(([, row = ""]) => row.replace(/^\| variable \| \|$/, "| Variable | What it says |"))
  .join("\n");
