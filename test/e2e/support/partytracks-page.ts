/** A page that uses `partytracks` as its README says, against the room server. */
import { PartyTracks, type TrackMetadata } from "partytracks/client";
import { BehaviorSubject, firstValueFrom, of } from "rxjs";

const partyOf = (token: string): PartyTracks =>
  new PartyTracks({
    prefix: "/partytracks",
    headers: new Headers({ authorization: `Bearer ${token}` }),
    iceServers: [],
  });

/** A picture that changes, as a camera's does. */
function movingPicture(): MediaStreamTrack {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
  const context = canvas.getContext("2d");
  let count = 0;
  setInterval(() => {
    if (!context) return;
    context.fillStyle = `hsl(${++count * 10} 80% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 50);
  const [track] = canvas.captureStream(20).getVideoTracks();
  if (!track) throw new Error("A canvas without a track.");
  return track;
}

const page = {
  /** @returns where the picture is, once it is on the SFU. It stays there. */
  push(token: string): Promise<TrackMetadata> {
    const pushed = partyOf(token).push(new BehaviorSubject(movingPicture()));
    pushed.subscribe();
    return firstValueFrom(pushed);
  },
  /** Resolves when ten more pictures of the track have been shown. */
  pull(token: string, metadata: TrackMetadata): Promise<void> {
    const video = Object.assign(document.createElement("video"), { muted: true, autoplay: true });
    document.body.append(video);
    let left = 10;
    return new Promise((resolve, reject) => {
      const count = (): void => {
        if (--left === 0) resolve();
        else video.requestVideoFrameCallback(count);
      };
      video.requestVideoFrameCallback(count);
      partyOf(token)
        .pull(of(metadata))
        .subscribe({ next: (track) => (video.srcObject = new MediaStream([track])), error: reject });
    });
  },
};

export type PartytracksPage = typeof page;
Object.assign(globalThis, { page });
