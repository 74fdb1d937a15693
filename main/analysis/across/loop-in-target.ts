import type { Rule } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { counted, findingOfCase, mailboxText, someCitations } from './case-finding.ts';
import { periodText } from './extent.ts';

const rule: Rule = {
  id: 'forwarding.across.loop-in-target',
  version: '1',
  title: 'The store of the destination shows the setting at the source',
  technique: 'T1114.003',
  level: 'high',
  needs: ['header X-MS-Exchange-ForwardingLoop in received messages'],
  parameters: [],
  benignExplanations: [
    'The owner or administrator of the source set the forward for a purpose that both ends know.',
    'Whoever sends a message can write this field into it; then no forwarding is set anywhere.',
  ],
  wouldProve: [
    'Get-Mailbox of the named mailbox with ForwardingAddress and ForwardingSmtpAddress, in the tenant that the header names.',
    'The unified audit log of that tenant for Set-Mailbox.',
  ],
  references: ['Microsoft: "Loop prevention in Exchange Online demystified" (Exchange Team Blog)', 'MITRE ATT&CK T1114.003'],
};

/**
 * Looks for X-MS-Exchange-ForwardingLoop in received mail: where the destination's store holds it, it proves that forwarding is
 * set on the mailbox that it names, in an organisation whose own records the case may not hold.
 */
export const loopInTarget: CaseDetector = {
  rules: [rule],
  start: (_context, known) => ({
    consume: () => undefined,
    *finish() {
      for (const flow of known.flows()) {
        if (flow.direction !== 'in' || !flow.artifacts.has('header X-MS-Exchange-ForwardingLoop')) continue;
        const owners = known.ownersOf(flow.mailbox);
        const sources = [...flow.sources].filter((source) => !owners.includes(source)).sort();
        const citations = someCitations(flow.citations);
        if (sources.length === 0 || citations === null) continue;
        yield findingOfCase(rule, {
          level: rule.level,
          strength: 'STATES',
          statement: `The messages of the ${mailboxText(flow.mailbox)} state that forwarding was set on the mailbox ${sources.join(', ')} itself and reached this one: ${counted(flow.messages.count, 'message')}${periodText(flow.messages)}.`,
          mechanism: 'mailbox setting (ForwardingSmtpAddress or ForwardingAddress)',
          agency: 'automatic',
          sources,
          destinations: flow.destination === '' ? owners.slice(0, 1) : [flow.destination],
          citations,
          extent: flow.messages.extent('messages'),
        });
      }
    },
  }),
};
