import { diagnosticCodes, formatLocator, type Effect } from '#model/index.ts';
import type { Block } from '../blocks.ts';
import type { DiagnosticGroup } from '../digest/diagnostic-digest.ts';
import { countOf, formatCount } from '../wording.ts';
import type { NumberedSection } from './section.ts';

/** The troubles of processing: counted by code, then listed. */
export const diagnostics: NumberedSection = {
  title: 'Diagnostics',
  anchor: 'diagnostics',
  blocks: (input, number) => {
    const groups = input.diagnostics.groups();
    return [
      {
        kind: 'paragraph',
        text: `${countOf(input.diagnostics.total(), 'diagnostic')}. A diagnostic is a trouble met while reading the evidence; it is never a finding. Its effect says what it cost.`,
      },
      {
        kind: 'table',
        caption: 'Diagnostics by code',
        columns: [
          { title: 'Code', align: 'start', isNarrow: true },
          { title: 'Meaning', align: 'start' },
          { title: 'Count', align: 'end' },
          { title: 'Effect', align: 'start' },
        ],
        rows: groups.map((group) => [group.code, diagnosticCodes[group.code], formatCount(group.count), effectsText(group)]),
        emptyText: 'None: no trouble was met.',
      },
      ...groups.flatMap((group, index) => groupBlocks(group, `${String(number)}.${String(index + 1)}`)),
    ];
  },
};

const effectTexts: Readonly<Record<Effect, string>> = {
  'item-lost': 'item lost',
  'field-lost': 'part of a record lost',
  recovered: 'overcome',
  'limit-reached': 'limit reached',
  noted: 'nothing missing',
};

function effectsText(group: DiagnosticGroup): string {
  return [...group.byEffect].map(([effect, count]) => `${effectTexts[effect]} ${formatCount(count)}`).join(', ');
}

function groupBlocks(group: DiagnosticGroup, number: string): Block[] {
  const left = group.count - group.shown.length;
  return [
    { kind: 'heading', level: 2, text: `${number} ${group.code}`, anchor: `diagnostic-${group.code}` },
    {
      kind: 'table',
      caption: diagnosticCodes[group.code],
      columns: [
        { title: 'Exhibit', align: 'start', isNarrow: true },
        { title: 'Where', align: 'start', mono: true },
        { title: 'Effect', align: 'start' },
        { title: 'What happened', align: 'start' },
      ],
      rows: group.shown.map(({ evidenceId, diagnostic }) => [
        evidenceId,
        formatLocator(diagnostic.locator),
        effectTexts[diagnostic.effect],
        diagnostic.detail,
      ]),
      emptyText: 'None.',
    },
    ...(left === 0
      ? []
      : [{ kind: 'notice', text: `${formatCount(left)} more of this code are counted above and not listed here.` } as const]),
  ];
}
