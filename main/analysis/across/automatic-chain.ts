import type { Citation, Rule } from '#model/index.ts';
import { countParameter, numberOf } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { citeTrace, counted, findingOfCase, mailboxText, someCitations } from './case-finding.ts';
import { newExtent, periodText, type ExtentTally } from './extent.ts';

const fewestLinks = countParameter('fewestLinks', 'fewest automatic messages that answer automatically forwarded ones', 3);

const rule: Rule = {
  id: 'forwarding.across.automatic-chain',
  version: '1',
  title: 'Automatic messages answer automatically forwarded ones',
  technique: 'T1114.003',
  level: 'low',
  needs: ['Auto-Submitted, In-Reply-To and References of messages', 'markers of automatic forwarding'],
  parameters: [fewestLinks],
  benignExplanations: ['A mailbox that forwards also answers out of office; and ticket systems answer whatever reaches them.'],
  wouldProve: ['The messages of the chain in their order, with the Received fields that tell where each was made.'],
  references: ['RFC 3834 2, 5', 'MITRE ATT&CK T1114.003'],
};

/** Looks for automatic answers and reports that name a message that was forwarded automatically: they tell that it arrived. */
export const automaticChain: CaseDetector = {
  rules: [rule],
  start(context) {
    const fewest = numberOf(context, rule, fewestLinks);
    const forwarded = new Set<string>();
    const chains = new Map<string, { extent: ExtentTally; cited: Citation[] }>();
    return {
      consume({ traces }) {
        for (const { id, marks } of traces) if (id !== null && marks.includes('auto') && forwarded.size < mostForwarded) forwarded.add(id);
      },
      consumeAgain({ evidenceId, traces }) {
        if (forwarded.size === 0) return;
        for (const trace of traces) {
          const isAnswer = trace.marks.some((mark) => answers.has(mark));
          if (!isAnswer || trace.marks.includes('list') || !trace.refs.some((reference) => forwarded.has(reference))) continue;
          const chain = chains.get(trace.mailbox) ?? { extent: newExtent(), cited: [] };
          chains.set(trace.mailbox, chain);
          chain.extent.add(trace.recordId, trace.time);
          if (chain.cited.length < 6) chain.cited.push(citeTrace(trace, evidenceId));
        }
      },
      *finish() {
        for (const [mailbox, { extent, cited }] of chains) {
          const citations = someCitations(cited);
          if (extent.count < fewest || citations === null) continue;
          yield findingOfCase(rule, {
            level: rule.level,
            strength: 'INDICATES',
            statement: `The messages of the ${mailboxText(mailbox)} include ${counted(extent.count, 'automatic message')} that answer automatically forwarded ones${periodText(extent)}.`,
            mechanism: 'automatic answers to automatic forwards',
            agency: 'automatic',
            sources: [],
            destinations: [],
            citations,
            extent: extent.extent('messages'),
          });
        }
      },
    };
  },
};

const mostForwarded = 200_000;
const answers: ReadonlySet<string> = new Set(['auto-reply', 'auto-generated', 'ndr', 'receipt', 'ticket']);
