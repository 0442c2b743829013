import type { EgressAdapter } from "../../wire/adapters-api.js";
import { itemFailure, type ItemFailure } from "../failure.js";
import type { Publication } from "../router/publication.js";
import type { Codec } from "../sdp/types.js";
import type { AdapterTask, PictureCodec } from "./messages.js";

/** The codec, if pictures can be made of it: of H.264 the baseline profiles. */
export function pictureCodecOf({ name, fmtp }: Codec): PictureCodec | undefined {
  switch (name.toUpperCase()) {
    case "VP8":
      return "VP8";
    case "VP9":
      return "VP9";
    case "H264":
      return /profile-level-id=(?!42)/i.test(fmtp) ? undefined : "H264";
    default:
      return undefined;
  }
}

/** What has to be done with the media of a track, or why it cannot be. */
export function taskFor(publication: Publication, output: EgressAdapter["outputCodec"]): AdapterTask | ItemFailure {
  const { codec, kind } = publication;
  const name = codec?.name ?? "nothing";
  if (output === "pcm") {
    return name.toLowerCase() === "opus"
      ? { type: "opus-to-pcm" }
      : itemFailure("invalid_params", `PCM output needs a track of Opus; this one sends ${name}`);
  }
  if (kind === "audio") return itemFailure("invalid_params", "JPEG output needs a track of video; this one is audio");
  const pictures = codec && pictureCodecOf(codec);
  return pictures
    ? { type: "picture-to-jpeg", codec: pictures }
    : itemFailure(
        "invalid_params",
        `The local SFU makes pictures of VP8, VP9 and H.264 (baseline profiles); this track sends ${name}`,
      );
}
