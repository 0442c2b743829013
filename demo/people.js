/**
 * People who are drawn, in a call of yours: each has a place in the room and a session on the SFU as a real person would, without
 * an element or a device. It is all public API, so that a test of your own can bring people the same way.
 */
import { CallsClient } from "./calls-elements/client/calls-client.js";
import { roomServer } from "./calls-elements/signaling/index.js";
import { LOOKS, portraitCamera } from "./portrait.js";

const NAMES = [
  "Grace Hopper",
  "Alan Kay",
  "Katherine Johnson",
  "Hedy Lamarr",
  "Annie Easley",
  "Dennis Ritchie",
  "Radia Perlman",
  "Sophie Wilson",
  "Mary Jackson",
  "Lynn Conway",
];

/** What they propose where there is an agenda. */
const ITEMS = [
  ["What we learned last week", 5],
  ["The new page for guests", 10],
  ["Who brings the cake?", 2],
];

const LINES = ["👋", "Good to see everybody!", "Sound and picture are great here.", "Shall we start?"];

let context;

/** A microphone that nobody speaks into: whoever tries a demo does not want to hear eight people. */
async function quietMicrophone() {
  context ??= new AudioContext();
  await context.resume();
  // Something has to play for anything to be sent: here it is nothing that one could hear.
  const [hum, volume, microphone] = [
    context.createOscillator(),
    context.createGain(),
    context.createMediaStreamDestination(),
  ];
  volume.gain.value = 0.0001;
  hum.frequency.value = 20;
  hum.connect(volume).connect(microphone);
  hum.start();
  return microphone.stream.getAudioTracks()[0];
}

/** One person. */
async function bring(room, index, signal) {
  const camera = portraitCamera(LOOKS[index % LOOKS.length]);
  const stream = new MediaStream([camera.track, await quietMicrophone()]);
  const leave = () => {
    client?.close();
    connection?.leaveNow();
    camera.stop();
  };
  let connection;
  let client;
  try {
    connection = await roomServer().join({ room, name: NAMES[index % NAMES.length], signal });
    client = new CallsClient({ calls: connection.calls, iceServers: connection.iceServers });
    const announce = () => {
      const tracks = client.published.map(({ kind, trackName }) => ({ kind, trackName, enabled: true }));
      if (tracks.length > 0) connection.announce({ sessionId: client.published[0].sessionId, tracks });
    };
    client.onChange(announce);
    await client.publishStream(stream, { video: { encodings: [{ maxBitrate: 250_000 }] } });
    return { camera, connection, leave };
  } catch (error) {
    leave();
    throw error;
  }
}

/** People in one room who come and go together, and take turns in talking. */
export class Crowd {
  #people = [];
  #timer = 0;
  #turn = 0;
  #closing = new AbortController();

  constructor() {
    addEventListener("pagehide", () => this.leave());
  }

  get size() {
    return this.#people.length;
  }

  /** Brings so many people, a few at a time, so that the machine keeps up. */
  async join(room, count) {
    const { signal } = this.#closing;
    const waiting = Array.from({ length: count }, (_, index) => this.#people.length + index);
    const next = async () => {
      for (let index = waiting.shift(); index !== undefined && !signal.aborted; index = waiting.shift()) {
        const person = await bring(room, index, signal);
        if (signal.aborted) person.leave();
        else this.#people.push(person);
      }
    };
    await Promise.all([next(), next(), next(), next()]);
    if (signal.aborted) return;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#live(), 3_000);
    this.#live();
  }

  /** Everybody goes. */
  leave() {
    this.#closing.abort();
    this.#closing = new AbortController();
    clearInterval(this.#timer);
    for (const { leave } of this.#people) leave();
    this.#people = [];
    this.#turn = 0;
  }

  /** Somebody else's turn. Now and then somebody writes, raises a hand or claps. */
  #live() {
    const turn = this.#turn++;
    const at = (offset) => this.#people[(turn + offset) % this.#people.length];
    const act = (person, action) => person?.connection.act?.(action).catch(() => {});
    for (const person of this.#people) {
      const talks = person === at(0);
      if (person.camera.talks !== talks) act(person, { type: "speaking", speaking: talks });
      person.camera.talks = talks;
    }
    if (turn < LINES.length)
      act(at(1), { type: "chat", id: crypto.getRandomValues(new Uint32Array(4)).join("-"), text: LINES[turn] });
    if (turn < ITEMS.length && customElements.get("agenda-panel")) {
      const [title, minutes] = ITEMS[turn];
      act(at(3), { type: "feature", feature: "agenda", command: { type: "propose", title, minutes } });
    }
    if (turn % 4 === 1) act(at(2), { type: "reaction", reaction: ["👏", "🎉", "❤️"][(turn >> 2) % 3] });
    if (turn % 5 === 2) act(at(3), { type: "hand", raised: true });
    if (turn % 5 === 4) act(at(1), { type: "hand", raised: false });
  }
}
