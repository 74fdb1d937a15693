import { formatInstant } from '../wording.ts';
import type { NumberedSection } from './section.ts';

/** The examiner's statement and the lines to sign. */
export const signature: NumberedSection = {
  title: 'Statement',
  anchor: 'statement',
  blocks: (input) => [
    {
      kind: 'paragraph',
      text: `This report was made on ${formatInstant(input.generatedAt, input.case.zone)} with ${input.program.name} ${input.program.version}. It states what the listed evidence items show to the methods described above, within the limits named.`,
    },
    ...(input.status === 'draft' ? [{ kind: 'notice', text: 'Draft: not for signature.' } as const] : []),
    {
      kind: 'signature',
      lines: [
        input.case.examiner === '' ? 'Examiner' : `Examiner: ${input.case.examiner}`,
        'Place and date',
        'Reviewed by',
        'Place and date',
      ],
    },
  ],
};
