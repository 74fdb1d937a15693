import type { NumberedSection } from './section.ts';

/** Authority, scope and the questions asked, in the examiner's words. */
export const scope: NumberedSection = {
  title: 'Scope and questions',
  anchor: 'scope',
  blocks: (input) => {
    const paragraphs = input.scope
      .split(/\n\s*\n/)
      .map((text) => text.trim())
      .filter((text) => text !== '');
    return [
      ...(paragraphs.length === 0
        ? [{ kind: 'notice', text: 'The examiner has not stated authority, scope and questions.' } as const]
        : paragraphs.map((text) => ({ kind: 'paragraph', text }) as const)),
      {
        kind: 'paragraph',
        text: 'This report answers, as far as the evidence items listed below allow: was mail forwarded, by what mechanism, from where to where, in which interval, in how many messages, and what would prove it. Findings say what the evidence states; what follows from them is for the examiner and the reader.',
      },
    ];
  },
};
