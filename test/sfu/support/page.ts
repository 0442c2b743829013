import type { PageApi, PublishOptions, StatsApi } from "./page-api.js";

/** Runs in the page: a bare WebRTC client over fetch. Everything it needs is inside, as its source is what travels. */
export function installPeer(base: string, secret: string, configuration?: RTCConfiguration): void {
  const channels = new Map<number, { channel: RTCDataChannel; messages: string[] }>();
  let pc: RTCPeerConnection;
  let session = "";
  let audio: AudioContext | undefined;

  async function until<T>(read: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (;;) {
      const value = await read();
      if (value !== undefined) return value;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  function transceiver(mid: string): RTCRtpTransceiver {
    const found = pc.getTransceivers().find((candidate) => candidate.mid === mid);
    if (!found) throw new Error(`There is no transceiver with mid ${mid}.`);
    return found;
  }

  async function source(options: PublishOptions): Promise<MediaStreamTrack> {
    if (options.kind === "video") {
      const { width = 640, height = 360 } = options;
      if (options.pattern) return drawPattern(width, height);
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: 20 } });
      return stream.getVideoTracks()[0]!;
    }
    if (options.microphone) {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      return stream.getAudioTracks()[0]!;
    }
    audio ??= new AudioContext();
    const oscillator = audio.createOscillator();
    const destination = audio.createMediaStreamDestination();
    oscillator.frequency.value = options.tone ?? 440;
    oscillator.connect(destination);
    oscillator.start();
    return destination.stream.getAudioTracks()[0]!;
  }

  /** Four colours above, and below eight fields that are the time in fifths of a second, in binary. */
  function drawPattern(width: number, height: number): MediaStreamTrack {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d")!;
    const draw = (): void => {
      const number = Math.floor(performance.now() / 200) % 256;
      for (const [index, colour] of ["#f00", "#0f0", "#00f", "#fff"].entries()) {
        context.fillStyle = colour;
        context.fillRect((index * width) / 4, 0, width / 4, height / 2);
      }
      for (let bit = 0; bit < 8; bit++) {
        context.fillStyle = number & (128 >> bit) ? "#ff0" : "#000";
        context.fillRect((bit * width) / 8, height / 2, width / 8, height / 2);
      }
    };
    draw();
    setInterval(draw, 40);
    return canvas.captureStream(20).getVideoTracks()[0]!;
  }

  function preferCodec(target: RTCRtpTransceiver, kind: string, codec: string): void {
    const { codecs = [] } = RTCRtpSender.getCapabilities(kind) ?? {};
    const wanted = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === `${kind}/${codec.toLowerCase()}`);
    const repair = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === `${kind}/rtx`);
    if (wanted.length === 0) throw new Error(`This browser has no ${codec}.`);
    target.setCodecPreferences([...wanted, ...repair]);
  }

  async function setActive(target: RTCRtpTransceiver, active: boolean, rid?: string): Promise<void> {
    const parameters = target.sender.getParameters();
    for (const encoding of parameters.encodings) {
      if (rid === undefined || encoding.rid === rid) encoding.active = active;
    }
    await target.sender.setParameters(parameters);
  }

  const peer: Omit<PageApi, keyof StatsApi> = {
    async api(method, path, body) {
      const response = await fetch(base + path, {
        method,
        headers: {
          authorization: `Bearer ${secret}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },

    async create() {
      pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", ...configuration });
      Object.assign(window, { pc });
      session = (await peer.api("POST", "/new")).body.sessionId ?? "";
      return session;
    },

    sessionId: () => session,

    async publish(tracks, withChannels = false) {
      if (withChannels) pc.createDataChannel("server-events", { negotiated: true, id: 0 });
      const request = await peer.offerOnly(tracks);
      const reply = await peer.api("POST", `/${session}/tracks/new`, request);
      if (reply.body.sessionDescription) await pc.setRemoteDescription(reply.body.sessionDescription);
      return { ...reply, mids: (request as { tracks: { mid: string }[] }).tracks.map(({ mid }) => mid) };
    },

    async offerOnly(tracks) {
      const added: RTCRtpTransceiver[] = [];
      for (const options of tracks) {
        const { rids, scalabilityMode } = options;
        const sendEncodings = rids?.map((rid, index) => ({
          rid,
          scaleResolutionDownBy: 2 ** index,
          ...(scalabilityMode !== undefined && { scalabilityMode }),
        }));
        const target = pc.addTransceiver(await source(options), {
          direction: "sendonly",
          ...(sendEncodings && { sendEncodings }),
        });
        if (options.codec) preferCodec(target, options.kind, options.codec);
        if (options.silent) await setActive(target, false);
        added.push(target);
      }
      await pc.setLocalDescription(await pc.createOffer());
      return {
        sessionDescription: { type: "offer", sdp: pc.localDescription!.sdp },
        tracks: added.map(({ mid }, index) => ({ location: "local", mid, trackName: tracks[index]!.name })),
      };
    },

    stopSending: (mid) => setActive(transceiver(mid), false),
    setLayer: (mid, rid, active) => setActive(transceiver(mid), active, rid),
    startSending: (mid) => setActive(transceiver(mid), true),

    async pull(tracks) {
      const reply = await peer.api("POST", `/${session}/tracks/new`, { tracks });
      if (!reply.body.requiresImmediateRenegotiation) return reply;
      await pc.setRemoteDescription(reply.body.sessionDescription!);
      await pc.setLocalDescription(await pc.createAnswer());
      const answer = await peer.api("PUT", `/${session}/renegotiate`, {
        sessionDescription: { type: "answer", sdp: pc.localDescription!.sdp },
      });
      if (answer.status !== 200) throw new Error(`renegotiate: ${JSON.stringify(answer)}`);
      return reply;
    },

    async connected() {
      // Firefox calls a connection so while a section of it begins DTLS anew.
      const ready = (): boolean =>
        pc.connectionState === "connected" &&
        pc
          .getTransceivers()
          .every(
            ({ currentDirection, sender }) =>
              currentDirection === null || currentDirection === "stopped" || sender.transport?.state === "connected",
          );
      return until(() => (ready() ? pc.connectionState : undefined));
    },

    async establishChannels(withOffer) {
      const dataChannel = { location: "remote", dataChannelName: "server-events" };
      if (withOffer) {
        pc.createDataChannel("server-events", { negotiated: true, id: 0 });
        await pc.setLocalDescription(await pc.createOffer());
        const sessionDescription = { type: "offer", sdp: pc.localDescription!.sdp };
        const answered = await peer.api("POST", `/${session}/datachannels/establish`, {
          dataChannel,
          sessionDescription,
        });
        if (answered.body.sessionDescription) await pc.setRemoteDescription(answered.body.sessionDescription);
        return answered;
      }
      const reply = await peer.api("POST", `/${session}/datachannels/establish`, { dataChannel });
      await pc.setRemoteDescription(reply.body.sessionDescription!);
      await pc.setLocalDescription(await pc.createAnswer());
      const answer = await peer.api("PUT", `/${session}/renegotiate`, {
        sessionDescription: { type: "answer", sdp: pc.localDescription!.sdp },
      });
      if (answer.status !== 200) throw new Error(`renegotiate: ${JSON.stringify(answer)}`);
      return reply;
    },

    async openChannel({ id, ...options }) {
      const channel = pc.createDataChannel(`channel ${id}`, { negotiated: true, id, ...options });
      channel.binaryType = "arraybuffer";
      const messages: string[] = [];
      channels.set(id, { channel, messages });
      channel.addEventListener("message", ({ data }) => {
        if (typeof data === "string") messages.push(data);
        else messages.push(`binary:${data.byteLength}:${new Uint8Array(data).reduce((sum, byte) => sum + byte, 0)}`);
      });
      await until(() => (channel.readyState === "open" ? true : undefined));
    },

    send: (id, message) => channels.get(id)!.channel.send(message),
    sendBinary: (id, length) => channels.get(id)!.channel.send(new Uint8Array(length).map((_, index) => index % 251)),
    messages: (id) => channels.get(id)!.messages,
    received: (id, count) =>
      until(() => (channels.get(id)!.messages.length >= count ? channels.get(id)!.messages : undefined)),
    channelClosed: async (id) => {
      await until(() => (channels.get(id)!.channel.readyState === "closed" ? true : undefined));
    },

    async closeNegotiated(mids) {
      for (const mid of mids) transceiver(mid).stop();
      await pc.setLocalDescription(await pc.createOffer());
      const reply = await peer.api("PUT", `/${session}/tracks/close`, {
        tracks: mids.map((mid) => ({ mid })),
        force: false,
        sessionDescription: { type: "offer", sdp: pc.localDescription!.sdp },
      });
      if (reply.body.sessionDescription) await pc.setRemoteDescription(reply.body.sessionDescription);
      return reply;
    },

    async restartIce() {
      pc.restartIce();
      await pc.setLocalDescription(await pc.createOffer());
      const reply = await peer.api("POST", `/${session}/tracks/new`, {
        sessionDescription: { type: "offer", sdp: pc.localDescription!.sdp },
        tracks: [],
      });
      if (reply.body.sessionDescription) await pc.setRemoteDescription(reply.body.sessionDescription);
      return reply;
    },

    async offer(transceivers) {
      const added = transceivers.map(({ kind, direction }) => pc.addTransceiver(kind, { direction }));
      await pc.setLocalDescription(await pc.createOffer());
      return { sdp: pc.localDescription!.sdp, mids: added.map(({ mid }) => mid ?? "") };
    },

    async accept(description) {
      await pc.setRemoteDescription(description);
      if (description.type === "answer") return "";
      await pc.setLocalDescription(await pc.createAnswer());
      return pc.localDescription!.sdp;
    },

    async sendOn(mid, options) {
      const target = transceiver(mid);
      await target.sender.replaceTrack(await source(options));
    },

    async sendInAnswer(offer, tracks) {
      await pc.setRemoteDescription(offer);
      for (const { mid, ...options } of tracks) {
        await peer.sendOn(mid, options);
        transceiver(mid).direction = "sendonly";
      }
      await pc.setLocalDescription(await pc.createAnswer());
      return peer.api("PUT", `/${session}/renegotiate`, {
        sessionDescription: { type: "answer", sdp: pc.localDescription!.sdp },
      });
    },

    iceUfrag: () => /a=ice-ufrag:(\S+)/.exec(pc.remoteDescription?.sdp ?? "")?.[1] ?? "",
    closeConnection: () => pc.close(),
    mLines: () => (pc.localDescription?.sdp.match(/^m=/gm) ?? []).length,
  };
  Object.assign(window, { peer });
}
