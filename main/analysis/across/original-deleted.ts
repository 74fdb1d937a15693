import type { Rule } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { nameAddresses } from '../forwarding/describe-addresses.ts';
import { citeTrace, counted, findingOfCase, mailboxText, someCitations } from './case-finding.ts';
import type { CopyPair } from './forwarded-copies.ts';
import { newExtent, periodText } from './extent.ts';

const rule: Rule = {
  id: 'forwarding.across.original-deleted',
  version: '1',
  title: 'A message was forwarded and its original deleted',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['messages with identifiers or a body', 'deleted and recovered messages'],
  parameters: [],
  benignExplanations: [
    'People delete what they have passed on and need no more.',
    'Rules of offices forward and delete: the message is then with whom it was for.',
  ],
  wouldProve: [
    'When and by whom the original was deleted: the audit log of the server (MoveToDeletedItems, SoftDelete, HardDelete).',
    'The owner, asked whether the message was seen and forwarded.',
  ],
  references: ['MITRE ATT&CK T1114.003, T1070.008'],
};

/** Looks for originals of forwarded messages among what was deleted or recovered. */
export const originalDeleted: CaseDetector = {
  rules: [rule],
  start: (_context, known) => ({
    consume: () => undefined,
    *finish() {
      const groups = new Map<string, CopyPair[]>();
      for (const pair of known.copies().pairs()) {
        if (pair.original.place !== 'deleted' || pair.original.marks.some((mark) => lookAlikes.has(mark))) continue;
        const group = groups.get(pair.original.mailbox) ?? [];
        group.push(pair);
        groups.set(pair.original.mailbox, group);
      }
      for (const [mailbox, group] of groups) {
        const citations = someCitations(
          group
            .slice(0, 4)
            .flatMap(({ original, originalEvidence, copy }) => [
              citeTrace(original, originalEvidence),
              citeTrace(copy.trace, copy.evidenceId),
            ]),
        );
        if (citations === null) continue;
        const extent = newExtent();
        const originals = new Map(group.map((pair) => [pair.original.recordId, pair]));
        for (const { original } of originals.values()) extent.add(original.recordId, original.time);
        const destinations = [...new Set(group.flatMap(({ copy }) => copy.destinations))].sort();
        const isOutside = destinations.some((address) => !known.isOwn(address));
        const isAutomatic = group.some(({ copy }) => copy.isAutomatic);
        yield findingOfCase(rule, {
          level: isOutside && isAutomatic ? 'medium' : 'low',
          strength: 'INDICATES',
          statement: `The messages of the ${mailboxText(mailbox)} include ${counted(extent.count, 'deleted original')}${periodText(extent)} of which a copy was forwarded${destinations.length === 0 ? '' : ` to ${nameAddresses(destinations)}`}.`,
          mechanism: 'forward with the original deleted',
          agency: isAutomatic ? 'automatic' : 'undecidable',
          sources: known.ownersOf(mailbox).slice(0, 5),
          destinations: destinations.slice(0, mostDestinations),
          citations,
          extent: extent.extent('messages'),
          table: {
            columns: ['subject', 'from', 'matched by'],
            rows: [...originals.values()].slice(0, 100).map(({ original, by }) => [original.subject, original.from, by]),
          },
        });
      }
    },
  }),
};

const mostDestinations = 100;
/** What people delete as a matter of course. */
const lookAlikes: ReadonlySet<string> = new Set(['list', 'calendar', 'receipt']);
