import { millisecondsOf, type Citation, type EvidenceId, type MessageTrace, type Rule } from '#model/index.ts';
import { countParameter, numberOf } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { citationsOf, citeTrace, counted, findingOfCase, mailboxText, mechanismTexts, someCitations } from './case-finding.ts';
import { isPartOf } from '../observe/mailbox-of.ts';
import { dayText, newExtent, type ExtentTally } from './extent.ts';
import { isInForce, isVisibleFlow, type Flow } from './flows.ts';

const windowHours = countParameter(
  'windowHours',
  'hours before the first forward, or the making of the rule, in which the message must have come',
  72,
);

const rule: Rule = {
  id: 'forwarding.across.after-lure',
  version: '1',
  title: 'Forwarding began shortly after a message that looks like phishing, or a security alert',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['observations with times', 'received messages with subject and authentication results'],
  parameters: [windowHours],
  benignExplanations: [
    'Security alerts also come when owners set up forwarding or a new device themselves.',
    'Large mailboxes receive such messages every week, so that one may stand before any event by chance.',
  ],
  wouldProve: [
    'The sign-ins to the mailbox between the message and the first forward, with address and client.',
    'Whether the owner opened a link of the message.',
  ],
  references: ['MITRE ATT&CK T1566, T1114.003, DET0476'],
};

/** Looks for phishing-like messages and security alerts that came to a mailbox within some hours before it began to forward. */
export const afterLure: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const window = numberOf(context, rule, windowHours) * 3_600_000;
    let all: readonly Beginning[] | null = null;
    const every = (): readonly Beginning[] => (all ??= known.flows().flatMap((flow) => beginningOf(flow, known.isOwn(flow.destination))));
    let watched: readonly Beginning[] | null = null;
    const beginnings = (): readonly Beginning[] => (watched ??= every().slice(0, mostBeginnings));
    return {
      consume: () => undefined,
      consumeAgain({ evidenceId, traces }) {
        for (const trace of traces) {
          if (trace.time === null || trace.place === 'sent' || trace.place === 'draft' || !trace.marks.some((mark) => lures.has(mark)))
            continue;
          // The deleted and the junk are looked at as well: intruders delete alerts.
          for (const beginning of beginnings()) {
            const before = beginning.at - trace.time;
            if (before >= 0 && before <= window && isSameMailbox(trace.mailbox, beginning.flow.mailbox))
              takeLure(beginning, trace, evidenceId);
          }
        }
      },
      *finish() {
        const leftOut = every().length - beginnings().length;
        const beyond = leftOut === 0 ? '' : ` ${counted(leftOut, 'further destination')} of the case were not compared with such messages.`;
        for (const { flow, at, lured, isPhishing, cited } of beginnings()) {
          const citations = someCitations([...cited, ...flow.citations.slice(0, 1), ...citationsOf(flow.standing, 1)]);
          if (lured.count === 0 || citations === null) continue;
          yield findingOfCase(rule, {
            level: isPhishing.size > 0 ? rule.level : 'low',
            strength: 'CONSISTENT WITH',
            statement: `The messages of the ${mailboxText(flow.mailbox)} include ${isPhishing.size > 0 ? `${counted(lured.count, 'message')} of which at least one looks like phishing` : counted(lured.count, 'security alert')} within ${String(window / 3_600_000)} hours before forwarding ${flow.destination === '' ? '' : `to ${flow.destination} `}by ${mechanismTexts[flow.mechanism]} is first stated (${dayText(at)}).${beyond}`,
            mechanism: mechanismTexts[flow.mechanism],
            agency: 'automatic',
            sources: [...flow.sources].sort(),
            destinations: flow.destination === '' ? [] : [flow.destination],
            citations,
            extent: lured.extent('messages'),
          });
        }
      },
    };
  },
};

const lures: ReadonlySet<string> = new Set(['phish-like', 'security-alert', 'password-reset', 'mfa']);
const mostCited = 3;
/** So many beginnings are compared with every lure; there are as many as addresses that mail is forwarded to. */
const mostBeginnings = 1_000;

interface Beginning {
  readonly flow: Flow;
  /** First forward or making of the rule, in milliseconds since 1970. */
  readonly at: number;
  readonly lured: ExtentTally;
  readonly isPhishing: Set<string>;
  readonly cited: Citation[];
}

// Forwards by hand and weak artifacts begin with the mailbox itself, and what stays in the house is no aim of intruders.
function beginningOf(flow: Flow, isInside: boolean): Beginning[] {
  if (isInside || isVisibleFlow(flow) || (flow.strong === 0 && !flow.standing.some(isInForce))) return [];
  const times = [flow.messages.first, ...flow.standing.filter(isInForce).map(({ time }) => millisecondsOf(time))].filter(
    (time) => time !== null,
  );
  return times.length === 0 ? [] : [{ flow, at: Math.min(...times), lured: newExtent(), isPhishing: new Set(), cited: [] }];
}

function takeLure({ lured, isPhishing, cited }: Beginning, trace: MessageTrace, evidenceId: EvidenceId): void {
  if (trace.marks.includes('phish-like')) isPhishing.add('phish-like');
  lured.add(trace.recordId, trace.time);
  if (cited.length < mostCited) cited.push(citeTrace(trace, evidenceId));
}

function isSameMailbox(mailbox: string, ofFlow: string): boolean {
  return isPartOf(mailbox, ofFlow);
}
