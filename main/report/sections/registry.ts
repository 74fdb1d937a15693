import type { Block } from '../blocks.ts';
import type { ReportInput } from '../report-input.ts';
import { completeness } from './completeness.ts';
import { cover } from './cover.ts';
import { diagnostics } from './diagnostics.ts';
import { evidenceItems } from './evidence-items.ts';
import { findings } from './findings.ts';
import { glossary } from './glossary.ts';
import { limits } from './limits.ts';
import { methods } from './methods.ts';
import { scope } from './scope.ts';
import { signature } from './signature.ts';

/** Makes the blocks of one section. */
export type Section = (input: ReportInput) => readonly Block[];

/** A section with a numbered heading. */
export interface NumberedSection {
  readonly title: string;
  readonly anchor: string;
  /** @param number the section's number, for the headings below it. */
  readonly blocks: (input: ReportInput, number: number) => readonly Block[];
}

const numbered: readonly NumberedSection[] = [
  scope,
  evidenceItems,
  completeness,
  findings,
  diagnostics,
  methods,
  limits,
  glossary,
  signature,
];

/** All sections of a report in their order. Adding one is a file and a line here. */
export const sections: readonly Section[] = [
  cover,
  ...numbered.map((section, index): Section => {
    const number = index + 1;
    return (input) => [
      { kind: 'heading', level: 1, text: `${String(number)} ${section.title}`, anchor: section.anchor },
      ...section.blocks(input, number),
    ];
  }),
];
