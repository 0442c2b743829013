import type {
  CloseDataChannelsRequest,
  DataChannelObject,
  DataChannelReply,
  DataChannelsReply,
  EstablishDataChannelsReply,
  EstablishDataChannelsRequest,
  NewDataChannelsRequest,
  UpdateDataChannelsRequest,
} from "../../wire/calls-api.js";
import { SERVER_EVENTS } from "../../wire/tables.js";
import { invalidBody, invalidParams, itemFailure, trackClosed } from "../failure.js";
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
    if (established) return alreadyEstablished(reply);
    orInvalidDescription(() => session.negotiation.checkOffer(offer));
    await session.readyForExchange();
    session.negotiation.applyOffer(offer);
    session.connectTo(offer);
    const sdp = session.writeAnswer();
    return { requiresImmediateRenegotiation: false, sessionDescription: { type: "answer", sdp }, dataChannel: reply };
  }
  if (established) return alreadyEstablished(reply);
  await session.readyForExchange();
  session.requireRoomFor(1);
  session.negotiation.addChannelLine();
  session.channels.announceServerEvents();
  session.started();
  const sdp = session.writeOffer();
  return { requiresImmediateRenegotiation: true, sessionDescription: { type: "offer", sdp }, dataChannel: reply };
}

/** Publishes or subscribes channels: all of one location. */
export async function newDataChannels(session: Session, request: NewDataChannelsRequest): Promise<DataChannelsReply> {
  checkChannels(request.dataChannels, session);
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
  checkChannels(request.dataChannels, session);
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
  for (const { id, dataChannelName } of request.dataChannels) {
    if (id === undefined && dataChannelName === undefined)
      throw invalidParams("A data channel is closed by its id or name.");
  }
  await requireChannels(session);
  return {
    dataChannels: request.dataChannels.map((asked) => session.channels.end(asked) ?? { ...asked, ...trackClosed() }),
  };
}

function checkChannels(channels: readonly DataChannelObject[], { context }: Session): void {
  const { tracksPerCall } = context.limits;
  if (channels.length > tracksPerCall)
    throw invalidParams(`Expecting at most ${tracksPerCall} data channels in the request`);
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

/** As an allocation that is there already is answered elsewhere: the one that stands is unharmed, and known by its id. */
function alreadyEstablished(dataChannel: DataChannelReply): EstablishDataChannelsReply {
  const failure = itemFailure("repeated_local_track_error", "The data channel transport is already established");
  return { requiresImmediateRenegotiation: false, dataChannel: { ...dataChannel, ...failure } };
}
