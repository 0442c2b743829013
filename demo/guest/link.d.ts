export interface GuestPageLink {
  readonly id: string;
  readonly key: string | undefined;
  readonly room: string | undefined;
  readonly name: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export declare const readLink: (address: string) => GuestPageLink | undefined;
export declare const endpointOf: (link: GuestPageLink, name: string) => string;
export declare const isOver: (
  link: Pick<GuestPageLink, "expiresAt">,
  options?: { now?: number; fetch?: (address: string) => Promise<Response> },
) => Promise<boolean>;
