/**
 * How the codecs lay frames into RTP packets, as far as somebody needs it who makes pictures of them.
 *
 * @module
 */
import type { PictureCodec } from "../messages.js";
import type { FrameFormat } from "./format.js";
import { H264 } from "./h264.js";
import { VP8 } from "./vp8.js";
import { VP9 } from "./vp9.js";

/** The codecs of which pictures can be made. */
export const FRAME_FORMATS: Readonly<Record<PictureCodec, FrameFormat>> = { VP8, VP9, H264 };
