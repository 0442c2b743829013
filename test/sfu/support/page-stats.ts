import type { Stats, StatsApi } from "./page-api.js";

/** Runs in a page after `installPeer`: adds what looks into its PeerConnection. Its source is what travels, too. */
export function installStats(): void {
  const scope = window as unknown as { readonly pc: RTCPeerConnection; readonly peer: object };
  let audio: AudioContext | undefined;

  async function until<T>(read: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (;;) {
      const value = await read();
      if (value !== undefined) return value;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  function transceiver(mid: string): RTCRtpTransceiver {
    const found = scope.pc.getTransceivers().find((candidate) => candidate.mid === mid);
    if (!found) throw new Error(`There is no transceiver with mid ${mid}.`);
    return found;
  }

  async function report(source: RTCRtpReceiver | RTCRtpSender, type: string): Promise<Stats[]> {
    const entries: Stats[] = [...(await source.getStats()).values()];
    return entries.filter((entry) => entry.type === type);
  }

  function count(entry: Stats | undefined, member: string): number {
    return Number(entry?.[member] ?? 0);
  }

  const stats: StatsApi = {
    async video(mid) {
      const { receiver } = transceiver(mid);
      const [stats] = await report(receiver, "inbound-rtp");
      const codecs = await report(receiver, "codec");
      return {
        framesDecoded: count(stats, "framesDecoded"),
        frameWidth: count(stats, "frameWidth"),
        packetsLost: count(stats, "packetsLost"),
        freezeCount: count(stats, "freezeCount"),
        keyFramesDecoded: count(stats, "keyFramesDecoded"),
        nackCount: count(stats, "nackCount"),
        pliCount: count(stats, "pliCount"),
        recovered: count(stats, "retransmittedPacketsReceived"),
        playoutTime: count(stats, "estimatedPlayoutTimestamp"),
        codec: codecs.find(({ id }) => id === stats?.codecId)?.mimeType ?? "",
      };
    },

    async moreFrames(mid, count) {
      const before = (await stats.video(mid)).framesDecoded;
      return until(async () => {
        const now = await stats.video(mid);
        return now.framesDecoded >= before + count ? now : undefined;
      });
    },

    frameWidth: (mid, width) =>
      until(async () => {
        const now = await stats.video(mid);
        return now.frameWidth === width ? now : undefined;
      }),

    async hears(mid, hertz) {
      audio ??= new AudioContext();
      const stream = new MediaStream([transceiver(mid).receiver.track]);
      // Chromium decodes remote audio only while an element plays it.
      const element = new Audio();
      element.srcObject = stream;
      await element.play();
      const analyser = audio.createAnalyser();
      analyser.fftSize = 8192;
      audio.createMediaStreamSource(stream).connect(analyser);
      const levels = new Float32Array(analyser.frequencyBinCount);
      const width = audio.sampleRate / analyser.fftSize;
      const deadline = performance.now() + 20_000;
      await until(() => {
        analyser.getFloatFrequencyData(levels);
        const loudest = levels.indexOf(Math.max(...levels));
        // Packets that come too late break a tone, and only for as long as they are missing.
        if (levels[loudest]! > -40 && Math.abs(loudest * width - hertz) < 12) return true;
        if (performance.now() < deadline) return undefined;
        throw new Error(`Heard ${levels[loudest]} dB at ${loudest * width} Hz, not ${hertz} Hz.`);
      });
    },

    async sound(mid) {
      const [entry] = await report(transceiver(mid).receiver, "inbound-rtp");
      const waited = count(entry, "jitterBufferDelay") / Math.max(1, count(entry, "jitterBufferEmittedCount"));
      return {
        samples: count(entry, "totalSamplesReceived"),
        concealed: count(entry, "concealedSamples"),
        removed: count(entry, "removedSamplesForAcceleration"),
        inserted: count(entry, "insertedSamplesForDeceleration"),
        bufferedMs: waited * 1_000,
        packets: count(entry, "packetsReceived"),
        packetsLost: count(entry, "packetsLost"),
        at: count(entry, "timestamp"),
      };
    },

    async moreSamples(mid, more) {
      const { samples } = await stats.sound(mid);
      await until(async () => ((await stats.sound(mid)).samples >= samples + more ? true : undefined));
    },

    async packets(mid) {
      const [stats] = await report(transceiver(mid).receiver, "inbound-rtp");
      return count(stats, "packetsReceived");
    },

    async layerFlows(mid, rid) {
      await until(async () => {
        const layers = await stats.outbound(mid);
        return layers.some((layer) => layer.rid === rid && layer.bytes > 0) ? true : undefined;
      });
    },

    async outbound(mid) {
      const stats = await report(transceiver(mid).sender, "outbound-rtp");
      return stats.map((entry) => ({
        rid: entry.rid ?? "",
        bytes: count(entry, "bytesSent"),
        frames: count(entry, "framesSent"),
        nacks: count(entry, "nackCount"),
        plis: count(entry, "pliCount"),
        retransmitted: count(entry, "retransmittedPacketsSent"),
      }));
    },

    async pair() {
      const stats = [...(await scope.pc.getStats()).values()];
      const transport = stats.find(({ type }) => type === "transport");
      const pair = stats.find(({ id }) => id === transport?.selectedCandidatePairId);
      const type = (id: string): string => stats.find((entry) => entry.id === id)?.candidateType ?? "";
      return { local: type(pair?.localCandidateId), remote: type(pair?.remoteCandidateId) };
    },
  };
  Object.assign(scope.peer, stats);
}
