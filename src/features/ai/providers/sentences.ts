/** The end of a sentence in what is being written: its mark, and that it goes on behind it. */
const END = /[.!?…]["'”’»)\]]*\s|[。！？]|\n/;
/** Characters after which something is said although no sentence ends: whoever waits for more hears nothing. */
const LONGEST = 240;

/** Where the first piece of this ends that can be said by itself; `undefined` while it may go on. */
function endOf(text: string): number | undefined {
  const end = END.exec(text);
  if (end && end.index <= LONGEST) return end.index + end[0].length;
  if (text.length <= LONGEST) return undefined;
  const space = text.lastIndexOf(" ", LONGEST);
  return space > 0 ? space + 1 : LONGEST;
}

/** Text as it is written, in sentences: each as soon as it is whole. */
export async function* sentencesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting = "";
  for await (const piece of pieces) {
    waiting += piece;
    for (let end = endOf(waiting); end !== undefined; end = endOf(waiting)) {
      const sentence = waiting.slice(0, end).trim();
      waiting = waiting.slice(end);
      if (sentence !== "") yield sentence;
    }
  }
  if (waiting.trim() !== "") yield waiting.trim();
}
