import { enter } from "./client.js";
import type { Person } from "./client.js";
import { startTestServer } from "./server.js";

/** Two people in one room: Ada, who has announced a track `mic` and a channel `chat`, and Ben, who has a session. */
export async function adaAndBen(): Promise<{
  server: Awaited<ReturnType<typeof startTestServer>>;
  ada: Person;
  ben: Person;
  adas: string;
  bens: string;
}> {
  const server = await startTestServer();
  const ada = await enter(server.url, "yard", "Ada");
  const ben = await enter(server.url, "yard", "Ben");
  const adas = await ada.publish(["mic"], ["chat"]);
  return { server, ada, ben, adas, bens: await ben.publish() };
}
