/** partytracks, as its README uses it: `push` and `pull` observables on one PartyTracks. */
import { PartyTracks, type TrackMetadata } from "partytracks/client";
import { BehaviorSubject, type Observable, type Subscription } from "rxjs";
import type { Contender, Stay } from "./contender.js";
import type { Remote } from "./stage.js";

/** What others need to pull the camera of a stay, as it is now: given at once, where ours goes through the room. */
const cameras = new WeakMap<Stay, Observable<TrackMetadata>>();

/**
 * It knows no rooms: who is there, and what to pull, is in its hands before the clock starts, where ours has to ask. It pulls
 * before it publishes, which is the order that shows the first picture soonest: it does one after the other.
 */
export const partytracks: Contender = ({ camera, microphone, remotes, onTrack }) => {
  const party = new PartyTracks({ prefix: "/partytracks" });
  const camera$ = new BehaviorSubject(camera);
  const pulls: { source: BehaviorSubject<TrackMetadata>; remote: Remote; subscription: Subscription }[] = [];
  const others: Subscription[] = [];

  const pull = (remote: Remote): void => {
    const source = new BehaviorSubject(metadata(remote, remote.camera));
    const entry = { source, remote, subscription: undefined as unknown as Subscription };
    entry.subscription = party.pull(source).subscribe((track) => onTrack(entry.remote.name, track));
    pulls.push(entry);
  };
  const hear = (remote: Remote): void => {
    if (remote.microphone === undefined) return;
    others.push(party.pull(new BehaviorSubject(metadata(remote, remote.microphone))).subscribe());
  };
  const own$ = party.push(camera$);
  let connection: RTCPeerConnection | undefined;

  const stay: Stay = {
    join() {
      for (const remote of remotes) pull(remote);
      for (const remote of remotes) hear(remote);
      others.push(own$.subscribe(), party.push(new BehaviorSubject(microphone)).subscribe());
      others.push(party.peerConnection$.subscribe((each) => (connection = each)));
    },
    /** The same observables with other metadata, so that it may do in one what can be done in one. */
    show(next) {
      for (const [i, remote] of next.entries()) {
        const entry = pulls[i];
        if (!entry) pull(remote);
        else if (entry.remote !== remote) {
          onTrack(entry.remote.name, undefined);
          entry.remote = remote;
          entry.source.next(metadata(remote, remote.camera));
        }
      }
    },
    switchCamera: (next) => camera$.next(next),
    watch(other) {
      const source = cameras.get(other);
      if (source) others.push(party.pull(source).subscribe((track) => onTrack("other", track)));
    },
    expect() {},
    tell(remote) {
      pull(remote);
      hear(remote);
    },
    async leave() {
      for (const { subscription } of pulls) subscription.unsubscribe();
      for (const subscription of others) subscription.unsubscribe();
      connection?.close();
    },
  };
  cameras.set(stay, own$);
  return stay;
};

function metadata({ sessionId }: Remote, trackName: string): TrackMetadata {
  return { location: "remote", sessionId, trackName };
}
