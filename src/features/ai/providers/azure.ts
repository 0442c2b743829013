import { OPENAI_VOICES, realtimeSession, type VoiceModelOptions } from "./openai.js";
import { ProviderError, asAnswer, asJson, field, send, type WebRtcVoice } from "./provider.js";

/** Options of {@link azureRealtime}. */
export interface AzureRealtimeOptions extends Omit<VoiceModelOptions, "model"> {
  /** The resource's address, such as `https://NAME.openai.azure.com`. */
  readonly endpoint: string;
  /** The deployment of a realtime model. */
  readonly deployment: string;
}

/**
 * The Realtime API on Azure: the session is said first, with the resource's key, and the call is begun with the secret that comes back,
 * which is good for a few minutes.
 */
export function azureRealtime({
  endpoint,
  key,
  deployment,
  voices = OPENAI_VOICES,
  session,
}: AzureRealtimeOptions): WebRtcVoice {
  const base = `${endpoint.replace(/\/+$/, "")}/openai/v1/realtime`;
  return {
    name: "azure",
    voices,
    async connect(offer, { fetch: ask }) {
      const said = await send(ask, {
        url: `${base}/client_secrets`,
        headers: { "api-key": key },
        contentType: "application/json",
        body: JSON.stringify({ session: realtimeSession(offer, { model: deployment, ...(session && { session }) }) }),
      });
      const secret = field(asJson(said.text), "value");
      if (typeof secret !== "string") throw new ProviderError("refused", "no-secret");
      const { text, locationId } = await send(ask, {
        url: `${base}/calls`,
        headers: { authorization: `Bearer ${secret}` },
        contentType: "application/sdp",
        body: offer.sdp,
      });
      return { sdp: asAnswer(text), ...(locationId !== undefined && { callId: locationId }) };
    },
  };
}
