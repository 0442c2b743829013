import { relay, type RelayCommandOptions } from "../../../src/cli/relay/relay.js";

export interface RunningRelay {
  /** All that it has said. */
  said: string[];
  /** Resolves with why it has ended by itself, or with nothing when it was stopped. */
  failed: Promise<unknown>;
  stop(): Promise<void>;
}

/** Runs the command until it is stopped. */
export function startRelay(
  options: RelayCommandOptions,
  timing: Parameters<typeof relay>[1]["timing"] = {},
): RunningRelay {
  const ends = new AbortController();
  const said: string[] = [];
  const running = relay(options, { signal: ends.signal, say: (line) => said.push(line), timing });
  const failed = running.then(
    () => undefined,
    (error: unknown) => error,
  );
  const stop = async (): Promise<void> => {
    ends.abort();
    await failed;
  };
  return { said, failed, stop };
}
