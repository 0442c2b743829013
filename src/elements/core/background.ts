import type { Processor } from "../../client/types.js";

/** Something that may be behind a person instead of their room. */
export interface Background {
  readonly id: string;
  /** In the person's language: it is the page's word. */
  readonly label: string;
  /** Makes it. One and the same for as long as it is offered. */
  readonly processor: Processor;
}
