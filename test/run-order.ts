import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest of those that run together: browsers in every kind of trouble, media in real time, spoken words, guests with every kind of encoder. */
const LONGEST = ["client/faults", "sfu/media", "sfu/adapters/speech", "e2e/whip"].map((name) => `test/${name}.test.ts`);

/** Begins with the longest test files, which would run on alone at the end. */
export class RunOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLonger = ({ moduleId }: TestSpecification): number =>
      Number(LONGEST.some((path) => moduleId.endsWith(path)));
    return (await super.sort(files)).sort((a, b) => isLonger(b) - isLonger(a));
  }
}
