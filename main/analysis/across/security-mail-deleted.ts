import type { Citation, MessageTrace, Rule } from '#model/index.ts';
import { countParameter, numberOf } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { putInto } from '../lists-by-key.ts';
import { citeTrace, counted, findingOfCase, mailboxText, someCitations } from './case-finding.ts';
import { dayOf, newExtent, periodText, type ExtentTally } from './extent.ts';
import { isVisibleFlow, type Flow } from './flows.ts';

const nearDays = countParameter('nearDays', 'days before or after automatic forwarding within which the deleted messages lie', 7);
const fewestDeleted = countParameter('fewestDeleted', 'fewest such messages among the deleted', 1);

const rule: Rule = {
  id: 'forwarding.across.security-mail-deleted',
  version: '1',
  title: 'Mail about passwords, sign-ins or second factors was deleted',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['deleted and recovered messages with subject'],
  parameters: [nearDays, fewestDeleted],
  benignExplanations: ['People delete codes and notices as soon as they have served.'],
  wouldProve: [
    'Who deleted them and when: the audit log of the mailbox (SoftDelete, HardDelete, MoveToDeletedItems).',
    'The sign-ins at the services that the messages name.',
  ],
  references: ['Elastic c9636a6e-125e-11f1-9cd3-f661ea17fbce', 'MITRE ATT&CK T1070.008, T1114.003'],
};

/** Looks for deleted mail about passwords, sign-ins and second factors: low by itself, medium near automatic forwarding out of the mailbox. */
export const securityMailDeleted: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const near = numberOf(context, rule, nearDays) * 86_400_000;
    const fewest = numberOf(context, rule, fewestDeleted);
    const mailboxes = new Map<string, DeletedTally>();
    return {
      consume({ evidenceId, traces }) {
        for (const trace of traces) {
          const topic =
            trace.place === 'deleted' && !trace.marks.includes('list') ? trace.marks.find((mark) => topics.has(mark)) : undefined;
          if (topic === undefined) continue;
          const tally = mailboxes.get(trace.mailbox) ?? {
            all: newExtent(),
            days: new Set<string>(),
            byTopic: new Map<string, number>(),
            cited: [],
          };
          mailboxes.set(trace.mailbox, tally);
          take(tally, trace, topic);
          if (tally.cited.length < 6) tally.cited.push(citeTrace(trace, evidenceId));
        }
      },
      *finish() {
        const flows = new Map<string, Flow[]>();
        for (const flow of known.flows()) putInto(flows, flow.mailbox, flow);
        for (const [mailbox, { all, days, byTopic, cited }] of mailboxes) {
          const sorted = [...days].map((day) => Date.parse(day)).sort((one, other) => one - other);
          const citations = someCitations(cited);
          if (all.count < fewest || citations === null) continue;
          const flow = flows.get(mailbox)?.find((one) => {
            if (isVisibleFlow(one) || one.strong === 0 || one.direction === 'in') return false;
            const { first, last } = one.messages;
            return first !== null && last !== null && isAnyWithin(sorted, first - near, last + near);
          });
          yield findingOfCase(rule, {
            level: flow === undefined ? 'low' : rule.level,
            strength: 'CONSISTENT WITH',
            statement: `The messages of the ${mailboxText(mailbox)} include ${counted(all.count, 'deleted message')} about passwords, sign-ins or second factors${periodText(all)}${flow === undefined ? '' : `, near the time at which it forwarded automatically${flow.destination === '' ? '' : ` to ${flow.destination}`}`}.`,
            mechanism: 'deleted security mail',
            agency: 'undecidable',
            sources: [],
            destinations: flow === undefined || flow.destination === '' ? [] : [flow.destination],
            citations,
            extent: all.extent('messages'),
            table: { columns: ['about', 'messages'], rows: [...byTopic].sort().map(([topic, count]) => [topic, String(count)]) },
          });
        }
      },
    };
  },
};

const topics: ReadonlySet<string> = new Set(['password-reset', 'mfa', 'security-alert']);

interface DeletedTally {
  readonly all: ExtentTally;
  readonly days: Set<string>;
  readonly byTopic: Map<string, number>;
  readonly cited: Citation[];
}

function take({ all, days, byTopic }: DeletedTally, trace: MessageTrace, topic: string): void {
  all.add(trace.recordId, trace.time);
  if (trace.time !== null) days.add(dayOf(trace.time));
  byTopic.set(topic, (byTopic.get(topic) ?? 0) + 1);
}

// A day begins at its time; of a day any part counts. Times are sorted: there may be many days and many flows.
function isAnyWithin(days: readonly number[], from: number, to: number): boolean {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? 0) + 86_400_000 <= from) low = middle + 1;
    else high = middle;
  }
  const next = days[low];
  return next !== undefined && next <= to;
}
