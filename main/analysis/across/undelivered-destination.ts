import type { Citation, Rule } from '#model/index.ts';
import { countParameter, numberOf } from '../parameters.ts';
import type { CaseDetector } from '../detector.ts';
import { citeTrace, counted, findingOfCase, mailboxText, someCitations } from './case-finding.ts';
import { newExtent, periodText, type ExtentTally } from './extent.ts';

const fewestReports = countParameter('fewestReports', 'fewest reports that name the address', 2);

const rule: Rule = {
  id: 'forwarding.across.undelivered-destination',
  version: '1',
  title: 'Reports of non-delivery name an address to which nobody wrote',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['reports of non-delivery', 'recipients of all messages'],
  parameters: [fewestReports],
  benignExplanations: [
    'Somebody sent spam with the address of the mailbox as sender, and the reports came back to it (backscatter).',
    'The message that could not be delivered was deleted, or sent from a device whose mail is not in the case.',
    'A group or alias to which the owner wrote leads to the address.',
  ],
  wouldProve: [
    'The headers of the message that the report returns: when and from where it was sent.',
    'The rules and forwarding settings of the mailbox at the time.',
  ],
  references: ['RFC 3464', 'MITRE ATT&CK T1114.003'],
};

/** Looks for addresses that reports of non-delivery name several times and to which no other mail of the case was sent. */
export const undeliveredDestination: CaseDetector = {
  rules: [rule],
  start(context, known) {
    const fewest = numberOf(context, rule, fewestReports);
    const reports = new Map<string, { mailbox: string; address: string; extent: ExtentTally; cited: Citation[] }>();
    return {
      consume({ evidenceId, traces }) {
        for (const trace of traces) {
          for (const address of trace.undelivered ?? []) {
            const key = `${trace.mailbox} ${address}`;
            const tally = reports.get(key) ?? { mailbox: trace.mailbox, address, extent: newExtent(), cited: [] };
            if (!reports.has(key) && reports.size >= mostAddresses) continue;
            reports.set(key, tally);
            tally.extent.add(trace.recordId, trace.time);
            if (tally.cited.length < 4) tally.cited.push(citeTrace(trace, evidenceId));
          }
        }
      },
      *finish() {
        const destinations = new Set(
          known
            .flows()
            .filter(({ agencies }) => agencies.has('automatic'))
            .map(({ destination }) => destination),
        );
        for (const { mailbox, address, extent, cited } of reports.values()) {
          const citations = someCitations(cited);
          if (extent.count < fewest || citations === null || known.contactWith(address).wasWrittenTo || known.isOwn(address)) continue;
          yield findingOfCase(rule, {
            level: destinations.has(address) ? rule.level : 'low',
            strength: 'CONSISTENT WITH',
            statement: `The messages of the ${mailboxText(mailbox)} include ${counted(extent.count, 'report')} of non-delivery that name ${address}${periodText(extent)}, to which no other message of the case was sent${destinations.has(address) ? ' but what is forwarded automatically' : ''}.`,
            mechanism: 'forward that could not be delivered',
            agency: 'undecidable',
            sources: known.ownersOf(mailbox).slice(0, 5),
            destinations: [address],
            citations,
            extent: extent.extent('messages'),
          });
        }
      },
    };
  },
};

const mostAddresses = 100_000;
