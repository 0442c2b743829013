import type {
  CloseDataChannelsRequest,
  DataChannelObject,
  DataChannelsReply,
  EstablishDataChannelsReply,
  EstablishDataChannelsRequest,
  NewDataChannelsRequest,
  UpdateDataChannelsRequest,
} from "../../wire/calls-api.js";
import { invalidBody, invalidParams, trackClosed } from "../failure.js";
import { SERVER_EVENTS } from "./channels.js";
import { orInvalidDescription, readDescription } from "./descriptions.js";
import type { Session } from "./session.js";

/** Sets up the data channel transport, once: with the client's offer, or with ours. */
export async function establishDataChannels(
  session: Session,
  request: EstablishDataChannelsRequest,
): Promise<EstablishDataChannelsReply> {
  const { dataChannel, sessionDescription } = request;
  if (dataChannel && (dataChannel.location !== "remote" || dataChannel.dataChannelName !== SERVER_EVENTS.name)) {
    throw invalidParams(`Only the remote data channel "${SERVER_EVENTS.name}" can be established.`);
  }
  const reply = {
    ...dataChannel,
    location: "remote" as const,
    dataChannelName: SERVER_EVENTS.name,
    id: SERVER_EVENTS.id,
  };
  const established = session.negotiation.channelLine !== undefined;
  if (sessionDescription) {
    const offer = readDescription(sessionDescription, "offer");
    if (!offer.sections.some((section) => section.kind === "application" && !section.stopped)) {
      throw invalidBody("Data channel transport setup failed: the offer has no application section.");
    }
    if (established) throw alreadyEstablished();
    orInvalidDescription(() => session.negotiation.checkOffer(offer));
    await session.readyForExchange();
    session.negotiation.applyOffer(offer);
    session.connectTo(offer);
    const sdp = session.writeAnswer();
    return { requiresImmediateRenegotiation: false, sessionDescription: { type: "answer", sdp }, dataChannel: reply };
  }
  if (established) throw alreadyEstablished();
  await session.readyForExchange();
  session.negotiation.addChannelLine();
  session.started();
  const sdp = session.writeOffer();
  return { requiresImmediateRenegotiation: true, sessionDescription: { type: "offer", sdp }, dataChannel: reply };
}

/** Publishes or subscribes channels: all of one location. */
export async function newDataChannels(session: Session, request: NewDataChannelsRequest): Promise<DataChannelsReply> {
  checkChannels(request.dataChannels);
  await requireChannels(session);
  return {
    dataChannels: request.dataChannels.map((channel) =>
      channel.location === "local"
        ? session.channels.publish(channel)
        : session.channels.subscribe(channel, publisherOf(session, channel)),
    ),
  };
}

/** Changes `canReply` of subscribed channels. */
export async function updateDataChannels(
  session: Session,
  request: UpdateDataChannelsRequest,
): Promise<DataChannelsReply> {
  checkChannels(request.dataChannels);
  if (request.dataChannels.some(({ location }) => location === "local")) {
    throw invalidParams("Only remote data channels can be updated.");
  }
  await requireChannels(session);
  return {
    dataChannels: request.dataChannels.map((channel) =>
      session.channels.update(channel, publisherOf(session, channel)),
    ),
  };
}

export async function closeDataChannels(
  session: Session,
  request: CloseDataChannelsRequest,
): Promise<DataChannelsReply> {
  if (request.dataChannels.length === 0) throw invalidParams("There is no data channel in the request.");
  await requireChannels(session);
  return {
    dataChannels: request.dataChannels.map(({ id }) =>
      session.channels.remove(id) ? { id } : { id, ...trackClosed() },
    ),
  };
}

function checkChannels(channels: readonly DataChannelObject[]): void {
  if (channels.length === 0) throw invalidParams("There is no data channel in the request.");
  if (new Set(channels.map(({ location }) => location)).size > 1) {
    throw invalidParams("Local and remote data channels cannot be mixed in one request.");
  }
  for (const { location, sessionId, maxRetransmits, maxPacketLifeTime } of channels) {
    if (location === "remote" && sessionId === undefined)
      throw invalidParams("A remote data channel needs a sessionId.");
    if (maxRetransmits !== undefined && maxPacketLifeTime !== undefined) {
      throw invalidParams("A data channel has maxRetransmits or maxPacketLifeTime, not both.");
    }
  }
}

async function requireChannels(session: Session): Promise<void> {
  await session.connected();
  if (!session.negotiation.channelLine) throw invalidParams("The data channel transport is not established.");
}

function publisherOf(session: Session, { sessionId }: DataChannelObject): Session | undefined {
  return sessionId === undefined ? undefined : session.context.find(sessionId);
}

function alreadyEstablished(): Error {
  return invalidParams("The data channel transport is already established.");
}
