export type GuestState =
  | { readonly type: "joining" | "live" }
  | { readonly type: "waiting"; readonly why: "away" | "full" | "media" }
  | {
      readonly type: "ended";
      readonly why: "left" | "removed" | "banned" | "replaced" | "expired" | "invalid" | "closed" | "over";
    };

export declare const iceServersIn: (link: string | null) => RTCIceServer[];

export declare class GuestPublisher {
  constructor(options: {
    endpoint: string;
    key: string | undefined;
    tracks: readonly MediaStreamTrack[];
    onState: (state: GuestState) => void;
    fetch?: (address: string, init?: RequestInit) => Promise<Response>;
    createPeer?: (configuration: RTCConfiguration) => RTCPeerConnection;
    wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  });
  readonly state: GuestState;
  run(): Promise<void>;
  replace(tracks: readonly MediaStreamTrack[]): Promise<void>;
  leave(): void;
}
