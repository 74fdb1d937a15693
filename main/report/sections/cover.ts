import { levelsFromHighest } from '#model/index.ts';
import type { Block } from '../blocks.ts';
import type { ReportInput } from '../report-input.ts';
import { formatCount, formatInstant } from '../wording.ts';

/** The cover: what the report is about, who made it, with what, and whether it is final. */
export function cover(input: ReportInput): Block[] {
  const { case: caseFacts, program, generatedAt } = input;
  const revision = program.commit === '' ? '' : `, revision ${program.commit}`;
  return [
    {
      kind: 'cover',
      title: caseFacts.title === '' ? 'Examination of mail evidence' : caseFacts.title,
      subtitle: 'Report on the examination of mail evidence for forwarding and collection (MITRE ATT&CK T1114)',
      status: input.status === 'final' ? 'Final' : 'Draft',
      facts: [
        { name: 'Case number', value: stated(caseFacts.caseNumber) },
        { name: 'Examiner', value: stated(caseFacts.examiner) },
        { name: 'Agency', value: stated(caseFacts.agency) },
        ...(caseFacts.createdAt === null ? [] : [{ name: 'Case opened', value: formatInstant(caseFacts.createdAt, caseFacts.zone) }]),
        { name: 'Report made', value: formatInstant(generatedAt, caseFacts.zone) },
        { name: 'Case time zone', value: caseFacts.zone },
        { name: 'Exhibits', value: input.evidence.length === 0 ? 'none' : input.evidence.map(({ item }) => item.evidenceId).join(', ') },
        { name: 'Messages in the case', value: formatCount(input.recordCounts['message'] ?? 0) },
        { name: 'Findings', value: findingsText(input) },
        { name: 'Made with', value: `${program.name} ${program.version}${revision}, on ${program.platform}` },
      ],
    },
  ];
}

function findingsText({ findings }: ReportInput): string {
  if (findings.total() === 0) return 'none';
  const byLevel = levelsFromHighest.flatMap((level) => {
    const count = findings.groups().reduce((sum, group) => sum + (group.byLevel.get(level) ?? 0), 0);
    return count === 0 ? [] : [`${level} ${formatCount(count)}`];
  });
  return `${formatCount(findings.total())} (${byLevel.join(', ')})`;
}

function stated(text: string): string {
  return text.trim() === '' ? 'not stated' : text;
}
