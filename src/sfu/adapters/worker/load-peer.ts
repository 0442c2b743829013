/** A codec's package that is not installed, or does not load. */
export class MissingPeerError extends Error {
  override readonly name = "MissingPeerError";
}

/**
 * Loads a module of an optional package.
 *
 * @param purpose - What cannot be had without it.
 * @throws MissingPeerError that says what to install.
 */
export async function loadPeer<Module>(specifier: string, name: string, purpose: string): Promise<Module> {
  try {
    return (await import(/* @vite-ignore */ specifier)) as Module;
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    const what = isMissing ? "which is not installed" : `which does not load (${String(cause)})`;
    throw new MissingPeerError(`${purpose} needs the package ${name}, ${what}: npm install ${name}`, { cause });
  }
}
