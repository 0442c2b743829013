import type { Environment } from "../environment.js";

/** What a person chooses for good. */
export type ChosenDevice = "microphone" | "camera" | "speaker";

/** The device that the person chose last, on this visit or a former one. */
export function recallDevice({ storage }: Environment, device: ChosenDevice): string | undefined {
  try {
    return storage?.getItem(keyOf(device)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a choice, where the browser lets pages keep anything. */
export function rememberDevice({ storage }: Environment, device: ChosenDevice, deviceId: string): void {
  try {
    storage?.setItem(keyOf(device), deviceId);
  } catch {
    // Private windows and full storages refuse: the choice holds as long as the page.
  }
}

function keyOf(device: ChosenDevice): string {
  return `calls-elements:${device}`;
}
