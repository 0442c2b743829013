/** What `npx openapi-typescript` makes of the description is a client's types, and those hold what the server does. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { expect, it } from "vitest";
import { openApi } from "../../src/server/operations/openapi.js";

/** A backend, as somebody would write it with these types. The last three lines are wrong. */
const BACKEND = `
import type { paths, webhooks } from "./calls.js";

type Command = paths["/api/rooms/{id}/actions"]["post"]["requestBody"] extends infer Body
  ? NonNullable<Body> extends { content: { "application/json": infer C } } ? C : never
  : never;
type Rooms = paths["/api/rooms"]["get"]["responses"][200]["content"]["application/json"];
type Room = paths["/api/rooms/{id}"]["get"]["responses"][200]["content"]["application/json"];
type Body<T> = T extends { content: { "application/json": infer C } } ? C : never;
type Joined = Body<NonNullable<webhooks["participant.joined"]["post"]["requestBody"]>>;

export const end: Command = { type: "end" };
export const mute: Command = { type: "mute", participantId: "ada", source: "microphone" };
export const namesOf = ({ participants = [] }: Room): string[] => participants.map(({ name }) => name);
export const nextOf = ({ rooms, next }: Rooms): string => next ?? rooms.map(({ id }) => id).join();
export const idOf = ({ data }: Joined): string => \`\${data.room.id} \${data.participant.id} \${data.sequence.toFixed()}\`;
export const wrong1: Command = { type: "explode" };
export const wrong2: Command = { type: "mute", source: "doorbell" };
export const wrong3 = ({ rooms }: Rooms): number => rooms[0]?.name;
`;

it("a client made of the description compiles, and knows what is wrong", async () => {
  const types = astToString(await openapiTS(JSON.stringify(openApi())));
  // Below the package, where the compiler finds what it needs.
  const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(`${cache}openapi-client-`);
  try {
    await writeFile(`${folder}/calls.ts`, types);
    await writeFile(`${folder}/backend.ts`, BACKEND);
    const options = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
    };
    const program = ts.createProgram([`${folder}/backend.ts`], options);
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, start = 0 }) => {
      const line = file?.getLineAndCharacterOfPosition(start).line ?? -1;
      return file?.text.split("\n")[line]?.match(/wrong\d/)?.[0] ?? `${file?.fileName}: line ${line + 1}`;
    });
    expect([...new Set(problems)]).toEqual(["wrong1", "wrong2", "wrong3"]);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
