import { CommandError } from "./command-error.js";

/** How many ports above the wanted one are tried. */
const ATTEMPTS = 50;

const isBusy = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EADDRINUSE";

/** Reads a port from an option or a variable. */
export function parsePort(text: string | undefined, fallback: number): number {
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CommandError(`'${text}' is not a port. Give a number from 0 to 65535.`);
  }
  return port;
}

/**
 * Calls `start` with the wanted port, and with the next ones while they are busy.
 * @param onBusy told of each port that was taken.
 */
export async function listenOnFreePort<T>(
  wanted: number,
  start: (port: number) => Promise<T>,
  onBusy: (port: number) => void,
): Promise<T> {
  for (let port = wanted; port < wanted + ATTEMPTS && port <= 65_535; port++) {
    try {
      return await start(port);
    } catch (error) {
      if (!isBusy(error)) throw error;
      onBusy(port);
    }
  }
  throw new CommandError(`Ports ${wanted} to ${wanted + ATTEMPTS - 1} are all busy. Choose another with --port.`);
}
