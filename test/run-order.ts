import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest of all, with browsers in every kind of trouble. */
const LONGEST = "test/client/faults.test.ts";

/** What measures media as it flows: beside {@link LONGEST} there would be no processor left for it. */
const REAL_TIME = /test\/sfu\/(media|lifetime|simulcast|call|peers|shapes)\.test\.ts$/;

function rankOf({ moduleId }: TestSpecification): number {
  if (moduleId.endsWith(LONGEST)) return 0;
  return REAL_TIME.test(moduleId) ? 2 : 1;
}

/**
 * Begins with the longest test file, which would run on alone at the end, beside all that computes more than it waits, and comes
 * to media in real time when it is over.
 */
export class RunOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}
