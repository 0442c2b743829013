import { networkInterfaces } from "node:os";

/** Where packets come from and go to. */
export interface Address {
  readonly address: string;
  readonly port: number;
}

export const LOOPBACK = "127.0.0.1";

/** Loopback and this machine's own IPv4 addresses: Firefox does not pair with loopback alone. */
export function ownAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const external = addresses.filter(({ family, internal }) => family === "IPv4" && !internal);
  return [LOOPBACK, ...external.map(({ address }) => address)];
}

/** Where to bind so that all of these can be reached. */
export function bindAddress(announced: readonly string[]): string {
  return announced.every((address) => address.startsWith("127.")) ? LOOPBACK : "0.0.0.0";
}

/** Did a request come from this machine? */
export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}
