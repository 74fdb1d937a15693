import type { Mutant } from './mutants.ts';

/** Changes to one line that no test need notice, with the reason: they leave what is found as it was. */
export interface ReviewedSurvivors {
  readonly file: string;
  /** The line as it stands, without blanks around. */
  readonly line: string;
  /** What is replaced and by what, as the suite lists it, and which it is of several such in the line (the first). */
  readonly changes: readonly (readonly [was: string, becomes: string, nth?: number])[];
  readonly because: string;
}

/** The survivors that were looked at. One that matches no mutant, or a mutant that is noticed after all, fails the suite. */
export const reviewedSurvivors: readonly ReviewedSurvivors[] = [];

/** The entry that says why this mutant may survive. */
export function reviewOf(file: string, { lineText, was, becomes, nth }: Mutant): ReviewedSurvivors | undefined {
  return reviewedSurvivors.find(
    (one) =>
      one.file === file &&
      one.line === lineText &&
      one.changes.some(([from, to, which = 1]) => from === was && to === becomes && which === nth),
  );
}
