import type { RoomSnapshot } from "../../../client/types.js";
import { assistant, type AssistantView } from "../contract.js";

/** What the room has of an assistant; `undefined` while there is no call, or no assistant in it. */
export const assistantIn = ({ status, features }: RoomSnapshot): AssistantView | undefined =>
  status.phase === "joined" ? (features[assistant.name] as AssistantView | undefined) : undefined;
