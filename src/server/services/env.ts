/** Variables of an environment, or of a Worker's bindings. */
export type Env = Readonly<Record<string, unknown>>;

/** The text of a variable; `undefined` for what is not set, is blank, or is no text. */
export function readText(env: Env, name: string): string | undefined {
  const value = env[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
