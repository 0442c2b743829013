/** A room in which everything is going on that must outlive its host. */
import { expect } from "vitest";
import { enter, join, openSocket } from "./client.js";
import type { Person, TestSocket } from "./client.js";

export interface BusyRoom {
  readonly ada: Person;
  readonly ben: Person;
  /** Cho's token: she waits at the door. */
  readonly cho: string;
  /** The room's revision. */
  readonly revision: number;
}

/** Ada is host, Ben has raised his hand, some things are said, and Cho waits. */
export async function busyRoom(url: string): Promise<BusyRoom> {
  const ada = await enter(url, "yard", "Ada");
  const ben = await enter(url, "yard", "Ben");
  ada.socket.send({ type: "policy", waitingRoom: true, spotlight: [ben.id] });
  await ada.socket.settled();
  ben.socket.send({ type: "hand", raised: true });
  ben.socket.send({ type: "profile", metadata: { seat: 4 } });
  ben.socket.send({ type: "chat", id: "m1", text: "Hello" });
  await ben.socket.settled();
  ada.socket.send({ type: "chat", id: "m2", text: "psst", to: ben.id });
  await ada.socket.settled();
  const cho = await join(url, "yard", "Cho");
  const knocking = await openSocket(url, cho.token);
  knocking.send({ type: "hello", protocol: 1 });
  await knocking.nextOf("wait");
  expect(await ada.socket.nextOf("waiting")).toMatchObject({ people: [{ name: "Cho" }] });
  return { ada, ben, cho: cho.token, revision: 5 };
}

async function comeBack(url: string, { token, welcome }: Person, revision: number, chat: number): Promise<TestSocket> {
  const socket = await openSocket(url, token);
  socket.send({ type: "hello", protocol: 1, resume: { epoch: welcome.epoch, revision, chat } });
  return socket;
}

/** The host was gone, and nothing else is. */
export async function expectBusyRoom(url: string, { ada, ben, cho, revision }: BusyRoom): Promise<void> {
  const back = await comeBack(url, ada, revision, 1);
  expect(await back.settled()).toMatchObject([
    { type: "welcome", revision, epoch: ada.welcome.epoch },
    { type: "chat", messages: [{ id: "m2", version: 2, from: ada.id, to: ben.id, text: "psst" }] },
    { type: "waiting", people: [{ name: "Cho" }] },
  ]);
  // Ben has forgotten everything.
  const bens = await openSocket(url, ben.token);
  bens.send({ type: "hello", protocol: 1 });
  expect(await bens.settled()).toMatchObject([
    {
      type: "welcome",
      revision,
      participants: [
        { id: ada.id, role: "host" },
        { id: ben.id, hand: expect.any(Number), metadata: { seat: 4 } },
      ],
      policy: { waitingRoom: true, locked: false, spotlight: [ben.id] },
    },
    { type: "chat", messages: [{ id: "m1", from: ben.id }, { id: "m2" }] },
  ]);
  const chos = await openSocket(url, cho);
  chos.send({ type: "hello", protocol: 1 });
  await chos.nextOf("wait");
  back.send({ type: "admit", ref: "in" });
  await chos.nextOf("welcome");
  // What was said to Ben is not for her.
  expect(await chos.nextOf("chat")).toMatchObject({ messages: [{ id: "m1", text: "Hello" }] });
  // Who chose their name may choose another still, and gets none that is taken.
  bens.send({ type: "profile", name: "Benedict", ref: "renamed" });
  expect(await bens.settled()).toContainEqual({ type: "done", ref: "renamed" });
  chos.send({ type: "profile", name: "benedict", ref: "renamed" });
  expect(await chos.settled()).toContainEqual(expect.objectContaining({ set: { name: "benedict (2)" } }));
}
