import type { AudioSending } from "./sending.js";

/** What the options are called in SDP (RFC 7587). */
const PARAMETERS = {
  dtx: "usedtx",
  stereo: "stereo",
  fec: "useinbandfec",
  maxAverageBitrate: "maxaveragebitrate",
} as const;

/**
 * Writes into the service's answer how our encoders are to send: they do what the other side's decoder asks for.
 *
 * @param sending by media section.
 */
export function withOpus(answer: string, sending: ReadonlyMap<string, AudioSending>): string {
  return answer.replace(/^m=audio[^]*?(?=^m=|(?![^]))/gm, (section) => {
    const options = sending.get(/^a=mid:(\S+)/m.exec(section)?.[1] ?? "");
    const [codec, payload] = /^a=rtpmap:(\d+) opus\/.*/im.exec(section) ?? [];
    if (!options || !codec || !payload) return section;
    const format = new RegExp(`^a=fmtp:${payload} (.*)\r\n`, "m");
    const given = format.exec(section)?.[1]?.split(/\s*;\s*/) ?? [];
    const parameters = new Map(given.map((parameter) => parameter.split("=") as [string, string]));
    for (const [option, parameter] of Object.entries(PARAMETERS)) {
      const value = options[option as keyof AudioSending];
      if (value !== undefined) parameters.set(parameter, `${Number(value)}`);
    }
    const fmtp = `a=fmtp:${payload} ${[...parameters].map((pair) => pair.join("=")).join(";")}`;
    return section.replace(format, "").replace(codec, `${codec}\r\n${fmtp}`);
  });
}

/** Lets what others send in stereo be heard so: the browser's own description says otherwise. */
export function hearingStereo(description: string): string {
  return description.replaceAll("minptime=10;useinbandfec=1", "$&;stereo=1");
}
