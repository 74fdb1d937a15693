import { sharedEvidenceText } from '#model/index.ts';
import type { Block } from '../blocks.ts';
import type { ReportInput } from '../report-input.ts';
import { countOf, joinWords } from '../wording.ts';
import { searchLimitText } from './searches.ts';
import type { NumberedSection } from './section.ts';

/** What could not be seen: the examiner's words, what this case shows, and what holds for every case. */
export const limits: NumberedSection = {
  title: 'Limits',
  anchor: 'limits',
  blocks: (input): Block[] => [
    ...input.limits
      .split(/\n\s*\n/)
      .filter((text) => text.trim() !== '')
      .map((text) => ({ kind: 'paragraph', text: text.trim() }) as const),
    ...ofThisCase(input).map((text) => ({ kind: 'notice', text }) as const),
    { kind: 'list', items: standingLimits },
  ],
};

const standingLimits = [
  'A mail store shows what reached it. Forwarding at the server (settings of the mailbox, mail flow rules, aliases) need leave no trace in the mailbox that forwards; the settings and audit logs of the server are the proof.',
  'That no artifact was found does not show that nothing was forwarded.',
  'Headers can be forged by anyone before the last trusted server. A finding says what a header states, not that it is true.',
  'Exchange removes its internal headers (X-MS-Exchange-Organization-*) when mail leaves the organisation; at an outside destination they are rarely seen.',
  'Sent items and drafts of Outlook stores have no transport headers.',
  'An Outlook cache file (OST) holds the range that the client was set to keep; older mail may be on the server only.',
  'The property of the last action (PidTagLastVerbExecuted) keeps one action: a later reply hides a forward.',
  'Deleted items are in this report as far as the readers recover them; unreferenced space was searched only where the methods say so.',
  'Encrypted bodies and attachments were not read.',
];

function ofThisCase(input: ReportInput): string[] {
  const named = (reading: 'partial' | 'unread') =>
    input.evidence.filter((evidence) => evidence.reading === reading).map(({ item }) => item.evidenceId);
  const unverified = input.evidence.filter((evidence) => evidence.verification === null).map(({ item }) => item.evidenceId);
  const lost = input.accounts.sums().reduce((total, sum) => total + sum.failed, 0);
  const texts: string[] = [];
  if (named('partial').length > 0) texts.push(`Read in part only: ${joinWords(named('partial'))}.`);
  if (named('unread').length > 0) texts.push(`Not read: ${joinWords(named('unread'))}.`);
  if (lost > 0)
    texts.push(`${countOf(lost, 'item')} could not be read: see Completeness for the containers and Diagnostics for the reasons.`);
  const closed = input.diagnostics.groups().find(({ code }) => code === 'evidence-unreadable');
  if (closed !== undefined) {
    texts.push(
      `${countOf(closed.count, 'file or folder', 'files or folders')} could not be opened or listed: see evidence-unreadable among the diagnostics.`,
    );
  }
  texts.push(...(input.searches ?? []).flatMap(searchLimitText));
  texts.push(...input.shared.map(sharedEvidenceText));
  if (unverified.length > 0) texts.push(`Not verified since they were hashed: ${joinWords(unverified)}.`);
  if (input.status === 'draft') texts.push('This report is a draft.');
  return texts;
}
