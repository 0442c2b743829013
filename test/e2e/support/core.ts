/** The core of a call of two, step by step: the same whatever browser each of them has. */
import { expect } from "vitest";
import type { Person } from "./person.js";

/** Bytes of a message that goes in several parts. */
const LARGE = 200_000;

export async function seeAndHear(one: Person, other: Person): Promise<void> {
  const pictures = await Promise.all([one.seesVideoOf(other.name), other.seesVideoOf(one.name)]);
  for (const { width, height } of pictures) expect(Math.min(width, height)).toBeGreaterThan(0);
  await Promise.all([one.hears(other.name, other.tone), other.hears(one.name, one.tone)]);
}

/** A hundred numbered messages in order, a binary one, and one in parts; both ways at once. */
export async function exchangeMessages(one: Person, other: Person): Promise<void> {
  const numbered = ({ name }: Person): string[] => Array.from({ length: 100 }, (_, index) => `${name} ${index}`);
  const large = `binary:${Array.from({ length: LARGE }, (_, index) => index % 251).join(",")}`;
  const both = [one, other];
  await Promise.all(both.map((each) => each.openChannel("numbers")));
  await Promise.all(both.map((each) => each.isHeard("numbers", 1)));
  await Promise.all(both.map((each) => each.send("numbers", [...numbered(each), [0, 127, 255]])));
  await Promise.all(both.map((each) => each.sendBytes("numbers", LARGE)));
  for (const [reader, writer] of [both, both.toReversed()] as [Person, Person][]) {
    const received = await reader.received("numbers", 102);
    expect(received.slice(0, -1)).toEqual([...numbered(writer), "binary:0,127,255"]);
    // Not toEqual: nobody reads a difference of that length.
    expect(received.at(-1) === large).toBe(true);
  }
}

/** `one` turns microphone and camera off and on again. */
export async function turnOffAndOn(one: Person, other: Person): Promise<void> {
  for (const [label, device] of [
    ["Microphone", "microphone"],
    ["Camera", "camera"],
  ] as const) {
    await one.click(label);
    await other.seesState(one.name, device, false);
    await one.click(label);
    await other.seesState(one.name, device, true);
  }
  await other.seesVideoOf(one.name);
  await other.hears(one.name, one.tone);
}

export async function chatAndRaiseHand(one: Person, other: Person): Promise<void> {
  await Promise.all([one.click("Chat"), other.click("Chat")]);
  for (const [writer, reader] of [
    [one, other],
    [other, one],
  ] as const) {
    await writer.type("Message everyone", `<b>Hello</b> ${reader.name}`);
    await writer.press("Enter");
    await reader.reads(new RegExp(`<b>Hello</b> ${reader.name}`));
  }
  await one.click("Raise hand");
  await other.reads(/Hand raised/);
}
