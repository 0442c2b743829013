/** Runs `stop` on Ctrl-C or a polite kill, and ends the process when it is done. A second signal ends it at once. */
export function untilStopped(stop: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
