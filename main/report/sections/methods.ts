import { formatInZone, type RuleParameter } from '#model/index.ts';
import type { Block } from '../blocks.ts';
import type { ReportInput } from '../report-input.ts';
import { joinWords, skewText } from '../wording.ts';
import type { NumberedSection } from './section.ts';

/** What was done with what: program, readers, libraries, rules, and the conventions of this report. */
export const methods: NumberedSection = {
  title: 'Methods',
  anchor: 'methods',
  blocks: (input, number): Block[] => {
    const { program, case: caseFacts, rules, parameters = {} } = input;
    return [
      {
        kind: 'list',
        items: [
          'Evidence is opened for reading only; nothing is written to it. The format of a file is judged by its content, never by its name.',
          'A record is identified by a hash over the acquisition hash of its exhibit and its locator, so that another run over the same evidence gives the same identifiers.',
          'Times are printed as the evidence states them, with the field that states them. Where the text names an instant, it is given in UTC and in the case time zone. The program does not say that something happened then.',
          `Case time zone: ${caseFacts.zone}.`,
          `The organisation's own mail domains, as the examiner gave them: ${caseFacts.ownDomains.length === 0 ? 'none given' : joinWords(caseFacts.ownDomains)}.`,
          'Messages are not deduplicated: a copy in another folder or exhibit is a record and may bear a finding of its own.',
          'A header whose value is not what an artifact needs (an IP address where an address of a mailbox must stand) is no finding.',
        ],
      },
      { kind: 'heading', level: 2, text: `${String(number)}.1 Program and components`, anchor: 'methods-components' },
      {
        kind: 'table',
        caption: 'What the program is made of',
        columns: [
          { title: 'Component', align: 'start' },
          { title: 'Version', align: 'start', isNarrow: true },
          { title: 'Detail', align: 'start' },
        ],
        rows: [
          [program.name, program.version, program.commit === '' ? program.platform : `revision ${program.commit}, ${program.platform}`],
          ...program.components.map((component) => [component.name, component.version, component.detail]),
        ],
        emptyText: 'Not stated.',
      },
      { kind: 'heading', level: 2, text: `${String(number)}.2 Rules`, anchor: 'methods-rules' },
      {
        kind: 'table',
        caption: 'The rules that ran, whether or not they found anything',
        columns: [
          { title: 'Looks for', align: 'start' },
          { title: 'Rule', align: 'start', mono: true },
          { title: 'Version', align: 'end' },
          { title: 'Level', align: 'start', isNarrow: true },
          { title: 'Sources', align: 'start' },
        ],
        rows: rules.map((rule) => [rule.title, rule.id, rule.version, rule.level, rule.references.join('; ')]),
        emptyText: 'No rules ran.',
      },
      {
        kind: 'table',
        caption: 'Parameters of the rules, as they were set',
        columns: [
          { title: 'Rule', align: 'start', mono: true },
          { title: 'Parameter', align: 'start' },
          { title: 'Meaning', align: 'start' },
          { title: 'Value', align: 'start' },
        ],
        rows: rules.flatMap((rule) =>
          rule.parameters.map(({ name, meaning, value }) => [rule.id, name, meaning, usedText(value, parameters[rule.id]?.[name])]),
        ),
        emptyText: 'None of these rules has parameters.',
      },
      ...analysisParagraph(input),
      ...clockSkews(input),
    ];
  },
};

/** The value that was used, and where the examiner gave one the default beside it. */
function usedText(byDefault: RuleParameter['value'], given: RuleParameter['value'] | undefined): string {
  if (given === undefined || parameterText(given) === parameterText(byDefault)) return parameterText(byDefault);
  return `${parameterText(given)} (given by the examiner; by default ${parameterText(byDefault)})`;
}

/** When the findings across records were made, where that was not in the run that made the report. */
function analysisParagraph({ analysis, case: { zone } }: ReportInput): Block[] {
  if (analysis === undefined) return [];
  const { ranAt, outdatedBecause } = analysis;
  if (ranAt === null) return [{ kind: 'paragraph', text: 'Analysis across the records of the case has not run.' }];
  const at = `${formatInZone(Date.parse(ranAt), zone)} ${zone}`;
  const isOf = outdatedBecause.length === 0 ? 'of the case as it is reported' : `older than the case: ${outdatedBecause.join(' ')}`;
  return [
    {
      kind: 'paragraph',
      text: `Findings across the records of the case were made at ${at}; they are ${isOf}${outdatedBecause.length === 0 ? '.' : ''}`,
    },
  ];
}

/** Clocks that the examiner states to have been wrong. */
function clockSkews({ clockSkews: skews = [] }: ReportInput): Block[] {
  if (skews.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Clocks that the examiner states to have been wrong; times are printed as the evidence states them',
      columns: [
        { title: 'Exhibit', align: 'start', isNarrow: true },
        { title: 'Clock', align: 'start' },
        { title: 'Known from', align: 'start' },
      ],
      rows: skews.map(({ evidenceId, seconds, because }) => [evidenceId, skewText(seconds), because === '' ? 'not stated' : because]),
      emptyText: 'None.',
    },
  ];
}

function parameterText(value: RuleParameter['value']): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}
