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
  "sdp/": ["base/"],
  "in-page/": ["room/", "signaling/", "wire/", "base/"],
  "client/": ["signaling/signaling.ts", "wire/", "base/"],
  "server/": ["room/", "wire/", "base/"],
  "locales/": [],
  "elements/": [
    "client/index.ts",
    "client/types.ts",
    "signaling/signaling.ts",
    "signaling/room-server/index.ts",
    "signaling/orange/index.ts",
    "signaling/phoenix/index.ts",
    "locales/",
    "wire/sources.ts",
    "wire/ability.ts",
    // Plain values such as the length of a message, which the first file of a page has anyway. Types come with the client's.
    "wire/tables.ts",
    "base/",
  ],
  "features/index.ts": ["room/feature.ts", "wire/"],
  // A feature knows its own contract; its page half the client, its elements what elements are built on, its service the server's.
  "features/ai/": ["room/", "wire/", "base/"],
  "features/ai/client.ts": ["client/types.ts", "features/ai/contract.ts", "base/"],
  "features/ai/elements/": [
    "features/ai/contract.ts",
    "features/ai/client.ts",
    "elements/core/",
    "elements/ui/",
    "elements/buttons/control-button.ts",
    "elements/buttons/panel-button.ts",
    "client/types.ts",
    "locales/",
  ],
  "features/ai/providers/": ["features/ai/contract.ts", "server/services/", "base/"],
  "features/ai/ingest.ts": ["server/services/", "wire/"],
  "features/ai/budget.ts": ["server/services/"],
  "features/ai/silence.ts": ["features/ai/ingest.ts", "server/services/"],
  "features/ai/mouth.ts": ["features/ai/", "server/services/", "wire/"],
  "features/ai/call.ts": ["features/ai/", "server/services/", "server/calls/error.ts"],
  "features/ai/socket-call.ts": ["features/ai/", "server/services/"],
  "features/ai/service.ts": ["features/ai/", "server/services/", "room/", "wire/", "base/"],
  "features/ai/server.ts": ["features/ai/", "server/services/", "room/"],
  "features/assistant/": ["room/", "wire/", "base/"],
  "features/assistant/elements/": [
    "features/assistant/contract.ts",
    "elements/core/",
    "elements/ui/",
    "client/types.ts",
    "locales/",
  ],
  "features/assistant/prompt.ts": ["server/services/", "wire/"],
  "features/assistant/answer.ts": ["features/assistant/contract.ts", "server/services/"],
  // What it says in the chat is said in words, and in English where a page has no others.
  "features/assistant/service.ts": [
    "features/assistant/",
    "server/services/",
    "room/",
    "wire/",
    "base/",
    "locales/en-assistant.ts",
  ],
  "features/assistant/server.ts": ["features/assistant/", "server/services/", "room/"],
  "features/captions/": ["room/", "wire/", "base/"],
  "features/captions/client.ts": ["client/types.ts", "features/captions/", "base/"],
  "features/captions/elements/": [
    "features/captions/contract.ts",
    "features/captions/formats.ts",
    "features/captions/client.ts",
    "features/captions/translation/client.ts",
    "features/captions/translation/contract.ts",
    "elements/core/",
    "elements/ui/",
    "elements/buttons/control-button.ts",
    "elements/buttons/panel-button.ts",
    "client/types.ts",
    "locales/",
  ],
  "features/captions/spoken.ts": ["features/captions/", "server/services/"],
  "features/captions/ear.ts": ["server/services/"],
  "features/captions/translation/client.ts": ["client/types.ts", "features/captions/translation/contract.ts", "base/"],
  "features/captions/translation/service.ts": [
    "features/captions/contract.ts",
    "features/captions/room.ts",
    "features/captions/translation/",
    "server/services/",
    "room/",
  ],
  "features/captions/service.ts": ["features/captions/", "server/services/", "wire/"],
  "features/captions/server.ts": ["features/captions/", "server/services/", "room/"],
  "sfu/": ["wire/", "base/"],
  "cli/": ["server/", "sfu/", "features/ai/server.ts", "features/assistant/server.ts", "features/captions/server.ts"],
  "index.ts": ["elements/", "features/", "locales/", "base/"],
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
