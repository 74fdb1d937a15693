import type { Block } from '../blocks.ts';
import type { ReportInput } from '../report-input.ts';

/** Makes the blocks of one section. */
export type Section = (input: ReportInput) => readonly Block[];

/** A section with a numbered heading. */
export interface NumberedSection {
  readonly title: string;
  readonly anchor: string;
  /** @param number the section's number, for the headings below it. */
  readonly blocks: (input: ReportInput, number: number) => readonly Block[];
}
