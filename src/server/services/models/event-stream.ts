/** Server-sent events, as much of them as language models use. */
import { bytesOf } from "../provider-stream.js";
import { modelError } from "./language-model.js";

/** Characters of one event at most: a piece of an answer is a few words. */
const LONGEST = 65_536;

/**
 * The data of the events of a stream, one after the other. Whoever stops reading ends the stream.
 *
 * @throws ModelError when it breaks off, or an event is longer than a piece of an answer can be; the signal's reason.
 */
export async function* eventsIn(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  const data: string[] = [];
  /** Takes the lines that are whole. @returns the events that end with them. */
  const take = (text: string): string[] => {
    rest += text;
    // A line break may come in two halves.
    const until = rest.endsWith("\r") ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, until).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? "") + rest.slice(until);
    const events: string[] = [];
    for (const line of lines) {
      const said = /^data(?:: ?(.*))?$/.exec(line);
      if (said) data.push(said[1] ?? "");
      if (line === "" && data.length > 0) events.push(data.splice(0).join("\n"));
    }
    if (rest.length + data.join("").length > LONGEST) throw modelError("refused", "too-long");
    return events;
  };
  for await (const bytes of bytesOf(body, signal, modelError)) yield* take(decoder.decode(bytes, { stream: true }));
  // What ends without its last line break is whole nevertheless.
  yield* take(`${decoder.decode()}\n\n`);
}
