import type { DataChannelObject } from "../../wire/calls-api.js";

/** How a channel delivers; the publisher's counts and subscribers mirror it. */
export type ChannelPolicy = Pick<DataChannelObject, "ordered" | "maxRetransmits" | "maxPacketLifeTime">;

export function policyOf({ ordered, maxRetransmits, maxPacketLifeTime }: ChannelPolicy): ChannelPolicy {
  return {
    ...(ordered !== undefined && { ordered }),
    ...(maxRetransmits !== undefined && { maxRetransmits }),
    ...(maxPacketLifeTime !== undefined && { maxPacketLifeTime }),
  };
}
