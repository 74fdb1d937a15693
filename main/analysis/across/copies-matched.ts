import type { Level, Rule } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { citeTrace, counted, findingOfCase, mailboxText, someCitations } from './case-finding.ts';
import type { CopyPair } from './forwarded-copies.ts';
import { dayText, newExtent, periodText } from './extent.ts';

const rule: Rule = {
  id: 'forwarding.across.copies-matched',
  version: '1',
  title: 'Forwarded copies and their originals are both in the case',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['messages with Message-ID, In-Reply-To, References, X-MS-Exchange-Parent-Message-Id, or a body'],
  parameters: [],
  benignExplanations: ['People forward what others are to know; and whole mailboxes forward to another of the same owner.'],
  wouldProve: ['Both messages compared in full: identifiers, body, attachments.', 'The message trace of the server for the copy.'],
  references: ['RFC 5322 3.6.4', 'MITRE ATT&CK T1114.003'],
};

/** States for each mailbox and destination which messages were forwarded, where both the original and the copy were found. */
export const copiesMatched: CaseDetector = {
  rules: [rule],
  start: (_context, known) => ({
    consume: () => undefined,
    *finish() {
      const { pairs, leftOut } = known.copies();
      for (const [key, group] of grouped(pairs())) {
        const [mailbox = '', destination = ''] = JSON.parse(key) as string[];
        const [first] = group;
        if (first === undefined) continue;
        const citations = someCitations([
          citeTrace(first.copy.trace, first.copy.evidenceId),
          citeTrace(first.original, first.originalEvidence),
        ]);
        if (citations === null) continue;
        const extent = newExtent();
        const seen = new Set<string>();
        for (const { copy } of group)
          if (!seen.has(copy.trace.recordId)) {
            seen.add(copy.trace.recordId);
            extent.add(copy.trace.recordId, copy.trace.time);
          }
        const isOutside = destination !== '' && !known.isOwn(destination);
        const isAutomatic = group.some(({ copy }) => copy.isAutomatic);
        const level: Level = isOutside ? (isAutomatic ? 'medium' : 'low') : 'informational';
        const isAcross = group.some(({ original, copy }) => original.mailbox !== copy.trace.mailbox);
        yield findingOfCase(rule, {
          level,
          strength: 'INDICATES',
          statement: `The messages of the ${mailboxText(mailbox)} include the originals of ${counted(extent.count, 'forwarded message')}${periodText(extent)} ${destination === '' ? 'to a destination that is not named' : `to ${destination}`}${isAcross ? '; copies lie in other mailboxes of the case' : ''}.${leftOut === 0 ? '' : ` For ${counted(leftOut, 'further forwarded message')} no original was looked for.`}`,
          mechanism: isAutomatic ? 'automatic forwarding, original and copy matched' : 'forward by hand, original and copy matched',
          agency: isAutomatic ? 'automatic' : 'manual',
          sources: known.ownersOf(mailbox).slice(0, 5),
          destinations: destination === '' ? [] : [destination],
          citations,
          extent: extent.extent('messages'),
          table: {
            columns: ['original', 'of', 'copy', 'subject', 'matched by'],
            rows: group
              .slice(0, mostRows)
              .map(({ original, copy, by }) => [day(original.time), original.from, day(copy.trace.time), original.subject, by]),
          },
        });
      }
    },
  }),
};

const mostRows = 200;

function grouped(pairs: readonly CopyPair[]): ReadonlyMap<string, CopyPair[]> {
  const groups = new Map<string, CopyPair[]>();
  for (const pair of pairs) {
    for (const destination of pair.copy.destinations.length === 0 ? [''] : pair.copy.destinations) {
      const key = JSON.stringify([pair.original.mailbox, destination]);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [pair]);
      else known.push(pair);
    }
  }
  return groups;
}

function day(time: number | null): string {
  return time === null ? 'no time' : dayText(time);
}
