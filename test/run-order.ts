import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest of all, with browsers in every kind of trouble. */
const LONGEST = "test/client/faults.test.ts";

/** Begins with the longest test file, which would run on alone at the end. */
export class RunOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLonger = ({ moduleId }: TestSpecification): number => Number(moduleId.endsWith(LONGEST));
    return (await super.sort(files)).sort((a, b) => isLonger(b) - isLonger(a));
  }
}
