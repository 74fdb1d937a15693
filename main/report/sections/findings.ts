import { findingIdOf, formatLocator, type Finding, type Rule } from '#model/index.ts';
import type { Block, CitationBlock, Fact } from '../blocks.ts';
import type { FindingGroup, MessageFacts, ReviewedFinding } from '../digest/finding-digest.ts';
import type { ReportInput } from '../report-input.ts';
import { countOf, destinationsNamed, extentText, formatClaimedTime, formatCount, formatDay, formatRange } from '../wording.ts';
import type { NumberedSection } from './section.ts';

/** The findings: counted by rule, then rule by rule with every citation. */
export const findings: NumberedSection = {
  title: 'Findings',
  anchor: 'findings',
  blocks: (input, number) => {
    const groups = inRuleOrder(input);
    let findingNumber = 0;
    return [
      ...introduction(input),
      overview(groups, input),
      ...groups.flatMap(({ group, rule }, index): Block[] => [
        {
          kind: 'heading',
          level: 2,
          text: `${String(number)}.${String(index + 1)} ${rule?.title ?? group.ruleId}`,
          anchor: anchorOfRule(group.ruleId),
        },
        ...ruleBlocks(group, rule, input),
        ...group.shown.flatMap((reviewed): Block[] => {
          findingNumber += 1;
          return [findingBlock(reviewed, { number: findingNumber, rule, case: input.case }), ...figures(reviewed.finding, findingNumber)];
        }),
        ...remainder(group),
      ]),
    ];
  },
};

interface RuleGroup {
  readonly group: FindingGroup;
  /** Null for a finding of a rule that the program no longer has. */
  readonly rule: Rule | null;
}

function inRuleOrder(input: ReportInput): RuleGroup[] {
  const groups = input.findings.groups();
  const known = new Set(input.rules.map((rule) => rule.id));
  return [
    ...input.rules.flatMap((rule) => groups.filter((group) => group.ruleId === rule.id).map((group) => ({ group, rule }))),
    ...groups.filter((group) => !known.has(group.ruleId)).map((group) => ({ group, rule: null })),
  ];
}

function introduction(input: ReportInput): Block[] {
  const { findings: digest } = input;
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: `${countOf(digest.total(), 'finding')}; the case holds ${countOf(input.recordCounts['message'] ?? 0, 'message')}. Each finding says what a field of a record states, and cites exhibit, record, field and bytes. The level weighs the artifact, not a person: "high" means that no common cause other than forwarding leaves it.`,
    },
  ];
  const missing = whatIsMissing(input);
  if (missing !== null) blocks.push({ kind: 'notice', text: missing });
  if (digest.total() === 0) {
    const none = missing === null ? 'No rule found an artifact.' : 'There are no findings so far.';
    blocks.push({ kind: 'notice', text: `${none} That does not show that no mail was forwarded: see the limits.` });
  }
  if (digest.leftOut() > 0) {
    blocks.push({
      kind: 'notice',
      text: `${countOf(digest.leftOut(), 'finding')} that the examiner marked as benign ${digest.leftOut() === 1 ? 'is' : 'are'} left out of this report.`,
    });
  }
  return blocks;
}

/** That findings of the analysis of the case are not there, or not of the case as it is; null when they are. */
function whatIsMissing({ analysis, evidence }: ReportInput): string | null {
  if (analysis === undefined || evidence.length === 0 || (analysis.ranAt !== null && analysis.outdatedBecause.length === 0)) return null;
  if (analysis.ranAt !== null) {
    const because = analysis.outdatedBecause.join(' ');
    return `Findings across the records of the case are older than the case, and others may be missing: ${because}`;
  }
  return 'Analysis across the records of the case has not run: its findings are missing, and those of stored rules that pass mail on may be.';
}

function overview(groups: readonly RuleGroup[], input: ReportInput): Block {
  const { zone } = input.case;
  return {
    kind: 'table',
    caption: `Findings by rule; days in ${zone}`,
    columns: [
      { title: 'Rule', align: 'start' },
      { title: 'Level', align: 'start', isNarrow: true },
      { title: 'Findings', align: 'end' },
      { title: 'First and last', align: 'start' },
      { title: 'Destinations named', align: 'start' },
      { title: 'Reviewed', align: 'end' },
    ],
    rows: groups.map(({ group, rule }) => [
      rule?.title ?? group.ruleId,
      levelsText(group),
      formatCount(group.count),
      daysText(group, zone) ?? 'not stated',
      destinationsText(group, mostDestinationsInOverview),
      formatCount(group.count - (group.byReview.get('open') ?? 0)),
    ]),
    emptyText: 'No findings.',
  };
}

const mostDestinationsInOverview = 3;
const mostDestinations = 30;

function levelsText(group: FindingGroup): string {
  const levels = [...group.byLevel];
  const [only] = levels;
  if (levels.length === 1 && only !== undefined) return only[0];
  return levels.map(([level, count]) => `${level} ${formatCount(count)}`).join(', ');
}

function destinationsText(group: FindingGroup, most: number): string {
  const byCount = [...group.destinations].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  const shown = byCount.slice(0, most).map(([address, count]) => `${address} (${formatCount(count)})`);
  const left = byCount.length - shown.length;
  if (shown.length === 0) return 'none';
  return left > 0 ? `${shown.join(', ')} and ${formatCount(left)} more` : shown.join(', ');
}

function ruleBlocks(group: FindingGroup, rule: Rule | null, input: ReportInput): Block[] {
  const { zone } = input.case;
  const facts: Fact[] = [
    { name: 'Rule', value: rule === null ? group.ruleId : `${group.ruleId}, version ${rule.version}`, mono: true },
    { name: 'Technique', value: rule === null ? 'see the findings' : `MITRE ATT&CK ${rule.technique}` },
    { name: 'Findings', value: `${formatCount(group.count)} (${levelsText(group)})` },
    { name: 'Interval', value: intervalText(group, zone) },
    { name: 'Destinations named', value: destinationsText(group, mostDestinations) },
  ];
  if (rule === null) return [{ kind: 'facts', rows: facts }];
  return [
    { kind: 'facts', rows: facts },
    {
      kind: 'reasons',
      lists: [
        { title: 'What else would explain these findings', items: rule.benignExplanations },
        { title: 'What would prove forwarding', items: rule.wouldProve },
      ],
    },
  ];
}

function intervalText(group: FindingGroup, zone: string): string {
  const days = daysText(group, zone);
  return days === null ? 'no time stated' : `${days}, by the times that the records state (${zone})`;
}

function daysText(group: FindingGroup, zone: string): string | null {
  if (group.first === null || group.last === null) return null;
  const [first, last] = [formatDay(group.first, zone), formatDay(group.last, zone)];
  return first === last ? first : `${first} to ${last}`;
}

interface FindingPlace {
  readonly number: number;
  readonly rule: Rule | null;
  readonly case: Pick<ReportInput['case'], 'zone' | 'ownDomains'>;
}

function findingBlock({ finding, review, message }: ReviewedFinding, { number, rule, case: { zone, ownDomains } }: FindingPlace): Block {
  return {
    kind: 'finding',
    number,
    anchor: `finding-${String(number)}`,
    statement: finding.statement,
    level: finding.level,
    facts: [
      ...messageFacts(message),
      { name: 'Strength', value: finding.strength },
      { name: 'By whom', value: agencyTexts[finding.agency] },
      { name: 'Mechanism', value: finding.mechanism },
      { name: 'Review', value: review === null || review.review === 'open' ? 'not reviewed by the examiner' : reviewTexts[review.review] },
      { name: 'Forwarded from', value: finding.sources.length === 0 ? 'not named' : finding.sources.join(', ') },
      { name: 'Forwarded to', value: destinationsNamed(finding.destinations, ownDomains) || 'not named' },
      ...timeFacts(finding, zone),
      ...extentFacts(finding, zone),
      { name: 'Technique', value: finding.technique },
      ...(review === null || review.note === '' ? [] : [{ name: "Examiner's note", value: review.note }]),
      { name: 'Identifier', value: findingIdOf(finding), mono: true },
    ],
    citations: finding.citations.map((citation): CitationBlock => ({
      exhibit: citation.evidenceId,
      locator: formatLocator(citation.locator),
      recordId: citation.recordId,
      field: citation.field,
      bytes: formatRange(citation.range),
      excerpt: citation.excerpt,
    })),
    reasons: [
      { title: 'What else would explain this finding in particular', items: beyond(finding.benignExplanations, rule?.benignExplanations) },
      { title: 'What else would prove it', items: beyond(finding.wouldProve, rule?.wouldProve) },
    ].filter((reasons) => reasons.items.length > 0),
  };
}

const longestAddresses = 300;

function messageFacts(message: MessageFacts | null): Fact[] {
  if (message === null) return [];
  return [
    { name: 'Message', value: message.subject === '' ? 'without subject' : message.subject, isWide: true },
    { name: 'Its From', value: message.from === '' ? 'none' : shortened(message.from) },
    { name: 'Its To', value: message.to === '' ? 'none' : shortened(message.to) },
    { name: 'Folder', value: message.folderPath.length === 0 ? 'none' : message.folderPath.join(' / '), isWide: true },
    { name: 'Message-ID', value: message.messageId ?? 'none', isWide: true },
  ];
}

function shortened(text: string): string {
  return text.length <= longestAddresses ? text : `${text.slice(0, longestAddresses)}… (shortened here; whole in messages.ndjson)`;
}

const agencyTexts = {
  automatic: 'automatically',
  manual: 'by a person',
  undecidable: 'the artifact does not tell a person from a rule',
} as const;

const reviewTexts = {
  confirmed: 'confirmed by the examiner',
  benign: 'benign, says the examiner',
  unclear: 'unclear, says the examiner',
} as const;

function timeFacts(finding: Finding, zone: string): Fact[] {
  if (finding.time === null) return [{ name: 'Time', value: 'none stated' }];
  return [
    { name: 'Time', value: formatClaimedTime(finding.time, zone).replace(', ', '\n') },
    { name: 'As stated', value: `${finding.time.raw} (${finding.time.statedBy})` },
  ];
}

// What many records state together: how many, since when, until when, and which.
function extentFacts({ extent }: Finding, zone: string): Fact[] {
  if (extent === undefined) return [];
  const { first, last, count, unit, records } = extent;
  const named = records.slice(0, mostRecordsNamed).join(' ');
  const left = count - Math.min(records.length, mostRecordsNamed);
  return [
    { name: 'Rests on', value: extentText(count, unit) },
    { name: 'First', value: first === null ? 'no time stated' : formatClaimedTime(first, zone).replace(', ', '\n') },
    { name: 'Last', value: last === null ? 'no time stated' : formatClaimedTime(last, zone).replace(', ', '\n') },
    {
      name: 'Records',
      value: left > 0 ? `${named} and ${formatCount(left)} more, listed in findings.ndjson` : named,
      mono: true,
      isWide: true,
    },
  ];
}

const mostRecordsNamed = 20;
const mostFigureRows = 200;

function figures({ table }: Finding, number: number): Block[] {
  if (table === undefined || table.rows.length === 0) return [];
  const left = table.rows.length - Math.min(table.rows.length, mostFigureRows);
  return [
    {
      kind: 'table',
      caption: `Figures of finding ${String(number)}${left > 0 ? `; ${formatCount(left)} further lines stand in findings.ndjson` : ''}`,
      columns: table.columns.map((title) => ({ title, align: 'start' as const })),
      rows: table.rows.slice(0, mostFigureRows),
      emptyText: 'No figures.',
    },
  ];
}

function beyond(own: readonly string[], ofRule: readonly string[] | undefined): string[] {
  return own.filter((text) => ofRule?.includes(text) !== true);
}

function remainder(group: FindingGroup): Block[] {
  const left = group.count - group.shown.length;
  if (left === 0) return [];
  return [
    {
      kind: 'notice',
      text: `${countOf(group.shown.length, 'finding')} of this rule are printed above; ${formatCount(left)} more are counted in the tables and listed whole in the exports findings.ndjson and findings.csv.`,
    },
  ];
}

function anchorOfRule(ruleId: string): string {
  return `rule-${ruleId.replace(/[^a-z0-9]+/g, '-')}`;
}
