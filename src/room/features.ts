/** Features of the application at work: whatever they do, the room goes on. */
import { shareDeep } from "../base/share-deep.js";
import type { Delta } from "../wire/delta.js";
import { diff } from "../wire/delta.js";
import type { FeatureMessage, RoomActionMessage } from "../wire/room-protocol.js";
import type { Actor } from "./actor.js";
import type { Draft } from "./draft.js";
import type { FeatureContext, FeaturePerson, FeatureRefusal, RoomFeature } from "./feature.js";
import { personIn } from "./people.js";
import { TooLarge, dueOf, featureBudget, rateOf, standingIn, textOf } from "./feature-state.js";
import type { FeatureState, RoomParticipant, RoomSocket } from "./state.js";

/** Milliseconds before a feature ticks again whose tick has left it due. */
const PAUSE = 1_000;
/** ...and has failed: each time is an entry in the log. */
const LONG_PAUSE = 30_000;
/** Characters of what is said to whoever asked. */
const MAX_CODE = 64;
const MAX_REASON = 400;

/** What `refuse` makes. Told apart from a state by its class, whatever a state looks like. */
class Refused implements FeatureRefusal {
  readonly code: string;
  readonly reason: string;

  constructor(code: string, reason: string) {
    this.code = String(code).slice(0, MAX_CODE);
    this.reason = String(reason).slice(0, MAX_REASON);
  }
}

const contextOf = ({ at, random }: Draft): FeatureContext => ({ at, random });
const personOf = ({ id, name, role }: RoomParticipant): FeaturePerson => ({ id, name, role });

/** Does what somebody asks of a feature. @returns why not, if so. */
export function command(
  draft: Draft,
  by: Actor,
  { feature: name, command: asked }: Extract<RoomActionMessage, { type: "feature" }>,
): FeatureRefusal | undefined {
  const { features, commands } = draft.settings;
  const feature = features.find((each) => each.name === name);
  if (!feature) {
    const names = features.map((each) => each.name).join(", ");
    return { code: "invalid_message", reason: `This room has no feature "${name}". It has: ${names || "none"}.` };
  }
  const mayAsk =
    !by.participant ||
    (draft.afford(`${featureBudget(feature)} ${by.id}`, rateOf(feature)) && draft.afford("commands", commands));
  if (!mayAsk) return { code: "rate_limited", reason: "Slowly: wait a moment before the next." };
  const from = by.participant ? personOf(by.participant) : { id: by.id, name: by.name, role: "host" as const };
  return attempt(draft, feature, "reduce", (state) => {
    const said = feature.command["~standard"].validate(asked);
    if (said instanceof Promise) throw new TypeError("Its schema gave back a promise: features are synchronous.");
    if (said.issues) {
      const [{ message } = { message: "It is not what the feature takes." }] = said.issues;
      return new Refused("invalid_message", `The command is wrong: ${message}`);
    }
    const refuse = (code: string, reason: string) => new Refused(code, reason);
    return feature.reduce(state, { command: said.value, from, refuse, ...contextOf(draft) });
  });
}

/** Tells features who has come and gone in this step. */
export function peopleChanged(draft: Draft): void {
  const { before, participants, settings } = draft;
  if (settings.features.length === 0) return;
  if (before.participants === participants.now) return;
  const gone = [...before.participants.values()].filter(({ id }) => !participants.has(id));
  const here = participants.values().filter(({ id }) => !before.participants.has(id));
  for (const feature of settings.features) {
    const context = contextOf(draft);
    for (const person of feature.left ? gone : []) {
      attempt(draft, feature, "left", (state) => feature.left?.(state, personOf(person), context));
    }
    for (const person of feature.joined ? here : []) {
      attempt(draft, feature, "joined", (state) => feature.joined?.(state, personOf(person), context));
    }
  }
}

/** Lets the features tick that are due. One that stays due may not keep the host busy. */
export function tickFeatures(draft: Draft): void {
  for (const feature of draft.settings.features) {
    const { due } = standingIn(draft.features, feature);
    if (due === undefined || due > draft.at || draft.participants.size === 0) continue;
    const failure = attempt(draft, feature, "tick", (state) => feature.tick?.(state, contextOf(draft)));
    const after = standingIn(draft.features, feature);
    const isDue = after.due !== undefined && after.due <= draft.at;
    const pause = failure ? LONG_PAUSE : PAUSE;
    if (isDue) draft.features.set(feature.name, { ...after, due: draft.at + pause });
  }
}

/** Tells somebody who was just welcomed what they lack. */
export function greetWithFeatures(
  draft: Draft,
  socket: RoomSocket,
  known: Readonly<Record<string, number>> = {},
): void {
  for (const feature of draft.settings.features) {
    const { version, text } = standingIn(draft.features, feature);
    if (known[feature.name] !== version) show(draft, feature, { version, text }, socket.participantId);
  }
}

/** Somebody has another role: what they may see of a feature may be another. */
export function roleChanged(draft: Draft, participantId: string): void {
  for (const feature of draft.settings.features) {
    if (!feature.view) continue;
    const state = standingIn(draft.features, feature);
    // Somebody who is away, and comes back with this version, would keep what they saw in their old role: another version has it
    // sent anew.
    const next = { ...state, version: state.version + 1 };
    draft.features.set(feature.name, next);
    draft.persist();
    show(draft, feature, next, participantId);
  }
}

/** The host was away, and may have come back with other code: what clients remember may be none of what it shows. */
export function featuresRestarted(draft: Draft): void {
  for (const feature of draft.settings.features) {
    const state = standingIn(draft.features, feature);
    draft.features.set(feature.name, { ...state, version: state.version + 1 });
    draft.persist();
  }
}

/** Has a feature make its next state. @returns why there is none, if so: then nothing has changed. */
function attempt(
  draft: Draft,
  feature: RoomFeature,
  operation: string,
  next: (state: unknown) => unknown,
): FeatureRefusal | undefined {
  const before = standingIn(draft.features, feature);
  try {
    const made = next(JSON.parse(before.text));
    if (made instanceof Refused) return made;
    const text = textOf(feature, made);
    if (text === before.text) return undefined;
    const after = { version: before.version + 1, text, due: dueOf(feature, text) };
    draft.features.set(feature.name, after);
    draft.persist();
    tell(draft, feature, before.text, after);
    return undefined;
  } catch (error) {
    const isFull = error instanceof TooLarge;
    // A command that would make the state too large is an everyday refusal; from anything else it is a fault of the feature, for
    // the log.
    if (!isFull || operation !== "reduce") draft.fault(feature.name, operation, error);
    if (isFull) return { code: "feature_full", reason: `"${feature.name}" is full: ${error.message}` };
    return { code: "internal", reason: `The feature "${feature.name}" failed. Nothing was changed.` };
  }
}

/** Tells everybody for whom something has changed. */
function tell(draft: Draft, feature: RoomFeature, before: string, { version, text }: FeatureState): void {
  const message = (old: string | undefined, now: string): FeatureMessage => ({
    type: "feature",
    feature: feature.name,
    version,
    change: changeOf(old, now),
  });
  if (!feature.view) return draft.tell(message(before, text));
  for (const { people, old, now } of groupsOf(draft, feature, before, text))
    draft.tellPeople(people, message(old, now));
}

/** People who are told the same, with what they saw before and what they see now, as JSON. */
interface Group {
  readonly people: ReadonlySet<string>;
  /** `undefined` when that is not known. */
  readonly old: string | undefined;
  readonly now: string;
}

/** Who of those on the stage is told what. */
function groupsOf(draft: Draft, feature: RoomFeature, before: string, after: string): readonly Group[] {
  const groups = new Map<string, Group & { readonly people: Set<string> }>();
  const views = [viewer(draft, feature, before), viewer(draft, feature, after)] as const;
  for (const participant of draft.participants.now.values()) {
    const socket = draft.socketOf(participant.id);
    if (!socket?.listening || !socket.versioned) continue;
    const [old, now] = views.map((view) => view(participant));
    if (now === undefined || old === now) continue;
    const group = groups.get(`${old}\n${now}`) ?? { people: new Set(), old, now };
    group.people.add(participant.id);
    groups.set(`${old}\n${now}`, group);
  }
  return [...groups.values()];
}

/**
 * Shows a state to one person after the other. They share one copy, which none of them can change for the others.
 * @returns gives JSON, or `undefined` where the view failed: then nothing is seen.
 */
function viewer(draft: Draft, feature: RoomFeature, text: string): (person: RoomParticipant) => string | undefined {
  if (!feature.view) return () => text;
  const state = shareDeep<unknown>(undefined, JSON.parse(text));
  // A feature that gives several people one object has it written once.
  const written = new Map<unknown, string>();
  return ({ id, role }) => {
    try {
      const view = feature.view?.(state, { id, role });
      const seen = written.get(view) ?? (JSON.stringify(view) as string | undefined);
      if (seen === undefined) throw new TypeError("It gave back nothing that JSON can say.");
      written.set(view, seen);
      return seen;
    } catch (error) {
      draft.fault(feature.name, "view", error);
      return undefined;
    }
  };
}

/** What makes one view of the other, or the whole of it where that is shorter. */
function changeOf(old: string | undefined, now: string): Delta {
  const view: unknown = JSON.parse(now);
  const delta = old === undefined ? undefined : diff(JSON.parse(old), view);
  return delta && JSON.stringify(delta).length < now.length ? delta : [view];
}

/** Tells one person all that they may see. */
function show(draft: Draft, feature: RoomFeature, { version, text }: FeatureState, participantId: string): void {
  const participant = personIn(draft, participantId);
  const view = participant && viewer(draft, feature, text)(participant);
  if (view === undefined) return;
  const change: Delta = [JSON.parse(view)];
  draft.tellPeople([participantId], { type: "feature", feature: feature.name, version, change });
}
