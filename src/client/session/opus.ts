/**
 * Asks the service's Opus decoder, in its answer, for discontinuous transmission: a muted or silent microphone then sends a
 * packet every 400 ms where it would send fifty a second.
 */
export function withOpusDtx(answer: string): string {
  const payload = /^a=rtpmap:(\d+) opus\//im.exec(answer)?.[1];
  if (payload === undefined || /usedtx=/.test(answer)) return answer;
  const format = new RegExp(`^(a=fmtp:${payload} [^\\r\\n]+)`, "gm");
  if (format.test(answer)) return answer.replace(format, "$1;usedtx=1");
  return answer.replace(
    new RegExp(`^(a=rtpmap:${payload} [^\\r\\n]+)(\\r?\\n)`, "gm"),
    `$1$2a=fmtp:${payload} usedtx=1$2`,
  );
}
