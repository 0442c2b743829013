/** Somebody in a room with the agenda of the demo, and what they see of it. */
import type { AgendaCommand, AgendaState } from "../../../demo/agenda/agenda.js";
import { FeatureMember } from "./feature-member.js";

export class AgendaMember extends FeatureMember {
  get state(): AgendaState | undefined {
    return this.states.get("agenda") as AgendaState | undefined;
  }

  get version(): number | undefined {
    return this.versions["agenda"];
  }

  /** Asks, and reads on to the answer. */
  ask(command: AgendaCommand | object): ReturnType<FeatureMember["askOf"]> {
    return this.askOf("agenda", command);
  }

  /** Reads on until the agenda is like this. */
  until(isSo: (state: AgendaState) => boolean): Promise<AgendaState> {
    return this.untilOf("agenda", isSo);
  }
}
