import type { ParticipantState } from "../../src/client/types.js";
import type { AiView } from "../../src/features/ai/contract.js";
import type { Cast } from "./stage-room.js";

/** Who the AI is in a story: the last of the others, without a camera. */
const ASSISTANT = "Assistant";

/** A room's AI, of which nobody knows anything yet but that there may be one. */
export const aiView = (more: Partial<AiView> = {}): AiView => ({
  available: true,
  status: "off",
  name: ASSISTANT,
  queue: [],
  voice: "marin",
  voices: ["marin", "cedar"],
  instructions: "",
  roles: ["host"],
  ...more,
});

/** A call in which an AI takes part: `others` people, and the AI behind them. */
export const withAi = (others: number, view: Partial<AiView> = {}, { more, room, ...cast }: Cast = {}): Cast => {
  const isThere = view.status !== undefined && view.status !== "off";
  const assistant: Partial<ParticipantState> = { name: ASSISTANT, camera: undefined };
  const participantId = `p${others}`;
  return {
    ...cast,
    others: isThere ? others + 1 : others,
    more: { ...more, ...(isThere && { [others]: assistant }) },
    room: { ...room, features: { ...room?.features, ai: aiView({ ...(isThere && { participantId }), ...view }) } },
  };
};
