import { SessionKeeper, type SessionKeeperOptions } from "../../src/client/session/session-keeper.js";
import type { CallsTransport } from "../../src/signaling/signaling.js";
import type { CallsError } from "../../src/base/error.js";
import { Clock } from "./clock.js";

/** A peer connection that does what the test says. */
export class Connection extends EventTarget {
  connectionState: RTCPeerConnectionState = "new";
  signalingState: RTCSignalingState = "stable";
  sctp = null;
  remoteDescription = null;
  getReceivers(): RTCRtpReceiver[] {
    return [];
  }
  createDataChannel(): object {
    return {};
  }
  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
  close(): void {
    this.connectionState = "closed";
  }
}

/** A keeper whose connections the test moves, and whose sessions come, or not, as `newSession` says. */
export function keep(
  newSession: (count: number, now: number) => CallsError | undefined = () => undefined,
  made?: SessionKeeperOptions["made"],
) {
  const connections: Connection[] = [];
  const failures: CallsError[] = [];
  const checks: number[] = [];
  const links: string[] = [];
  let sessions = 0;
  const clock = new Clock({
    createPeerConnection() {
      const connection = new Connection();
      connections.push(connection);
      return connection as unknown as RTCPeerConnection;
    },
  });
  const calls = {
    async call(operation: string) {
      if (operation === "session") checks.push(clock.environment.now());
      if (operation !== "newSession") return {};
      const failure = newSession(++sessions, clock.environment.now());
      if (failure) throw failure;
      return { sessionId: `s${sessions}` };
    },
  } as unknown as CallsTransport;
  const keeper: SessionKeeper = new SessionKeeper({
    calls,
    iceServers: [],
    made,
    environment: clock.environment,
    onChange: () => links.at(-1) === keeper.link || links.push(keeper.link),
    onFailed: (error) => failures.push(error),
  });
  return { clock, connections, checks, failures, keeper, links };
}
