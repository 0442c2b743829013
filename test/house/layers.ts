/**
 * Who may import whom. A rule names folders, or single modules, by how their paths begin; the longest rule that fits a module
 * is its own, and what no rule allows is forbidden.
 */

type Rules = Readonly<Record<string, readonly string[]>>;

/** The parts of the house, from the ground up. Each may also import itself. */
const PARTS: Rules = {
  "base/": [],
  "wire/": ["base/"],
  "room/": ["wire/", "base/"],
  "signaling/": ["wire/", "base/"],
  "in-page/": ["room/", "signaling/", "wire/", "base/"],
  "client/": ["signaling/signaling.ts", "wire/", "base/"],
  "server/": ["room/", "wire/", "base/"],
  "locales/": [],
  "elements/": [
    "client/index.ts",
    "client/types.ts",
    "signaling/signaling.ts",
    "signaling/room-server/index.ts",
    "locales/",
    "wire/sources.ts",
    // Plain values such as the length of a message, which the first file of a page has anyway. Types come with the client's.
    "wire/tables.ts",
    "base/",
  ],
  "features/index.ts": ["room/feature.ts", "wire/"],
  "sfu/": ["wire/", "base/"],
  "cli/": ["server/", "sfu/"],
  "index.ts": ["elements/", "locales/", "base/"],
  "cdn.ts": ["index.ts", "elements/", "locales/", "base/"],
};

/** What every part of the client may know: what its surroundings are, and what is said of it outside. */
const CLIENT_GROUND = ["client/environment.ts", "client/status.ts", "client/types.ts"];

/** The layers inside a part. Each may also import itself. */
const LAYERS: Rules = {
  "client/environment.ts": [],
  "client/status.ts": [],
  "client/types.ts": [
    "client/status.ts",
    "client/channels/types.ts",
    "client/diagnostics/types.ts",
    "client/media/types.ts",
    "client/processors/processor.ts",
  ],
  "client/processors/": [],
  "client/session/": CLIENT_GROUND,
  "client/media/": [...CLIENT_GROUND, "client/processors/"],
  "client/channels/": [...CLIENT_GROUND, "client/session/"],
  "client/diagnostics/": [...CLIENT_GROUND, "client/media/types.ts"],
  "client/health/": [...CLIENT_GROUND, "client/media/", "client/diagnostics/"],
  "client/room/pure/": CLIENT_GROUND.concat("client/media/types.ts", "client/diagnostics/types.ts"),
  "client/room/": [
    "client/room/pure/",
    ...CLIENT_GROUND,
    "client/session/",
    "client/media/",
    "client/channels/",
    "client/health/",
    "client/diagnostics/",
  ],
  "client/": ["client/"],
};

/** The longest rule that fits a module. */
function ruleOf(rules: Rules, module: string): string | undefined {
  return Object.keys(rules)
    .filter((rule) => module.startsWith(rule))
    .sort((a, b) => b.length - a.length)[0];
}

function allows(rules: Rules, from: string, to: string): boolean {
  const rule = ruleOf(rules, from);
  if (rule === undefined || (to.startsWith(rule) && ruleOf(rules, to) === rule)) return true;
  return rules[rule]!.some((allowed) => to.startsWith(allowed));
}

/** May `from` import `to`? Paths count from `src`. */
export function mayImport(from: string, to: string): boolean {
  if (ruleOf(PARTS, from) === undefined) return false;
  const isInside = ruleOf(PARTS, from) === ruleOf(PARTS, to);
  return isInside ? allows(LAYERS, from, to) : allows(PARTS, from, to);
}
