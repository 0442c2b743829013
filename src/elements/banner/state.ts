import type { RoomSnapshot, RoomStatus } from "../../client/room/types.js";
import type { ModeratedSource } from "../../wire/room-protocol.js";

/** What the banner has to say about the way to the others. */
export type LinkKey = "joining" | "connecting" | "reconnecting" | "reconnectingRoom";

export const linkKey = (status: RoomStatus): LinkKey | undefined => {
  if (status.phase === "idle" || status.phase === "joining") return "joining";
  if (status.phase !== "joined") return undefined;
  if (status.media === "reconnecting") return "reconnecting";
  if (status.signaling !== "connected") return "reconnectingRoom";
  return status.media === "connecting" ? "connecting" : undefined;
};

/** A host's question that has not been answered. */
export interface Question {
  readonly from: string;
  readonly source: ModeratedSource;
}

/** The one thing that the banner says: what matters most. */
export type BannerState =
  | { readonly type: "link"; readonly key: LinkKey }
  | { readonly type: "asked"; readonly question: Question; readonly name: string }
  | { readonly type: "muted" }
  | { readonly type: "ends"; readonly minutes: number }
  | { readonly type: "weak"; readonly key: "weakConnection" | "picturesPaused" }
  | { readonly type: "alone" }
  | { readonly type: "nothing" };

/** Minutes before the end of a timed room from which on the banner tells of it. */
const SOON = 5;

/** @param now milliseconds since 1970. */
export const bannerState = (snapshot: RoomSnapshot, question: Question | undefined, now: number): BannerState => {
  const { status, participants, policy } = snapshot;
  const key = linkKey(status);
  if (key) return { type: "link", key };
  if (status.phase !== "joined") return { type: "nothing" };
  if (question) {
    const name = participants.find(({ id }) => id === question.from)?.name ?? "";
    return { type: "asked", question, name };
  }
  if (snapshot.talkingWhileMuted) return { type: "muted" };
  const minutes = policy.endsAt === undefined ? Infinity : Math.ceil((policy.endsAt - now) / 60_000);
  if (minutes > 0 && minutes <= SOON) return { type: "ends", minutes };
  if (snapshot.self.quality === "poor") {
    return { type: "weak", key: snapshot.audioOnly ? "picturesPaused" : "weakConnection" };
  }
  return participants.length === 0 ? { type: "alone" } : { type: "nothing" };
};
