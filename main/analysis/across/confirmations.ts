import type { Citation, Rule } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { citeTrace, counted, findingOfCase, mailboxText, someCitations } from './case-finding.ts';
import { newExtent, periodText, type ExtentTally } from './extent.ts';

const rule: Rule = {
  id: 'forwarding.across.confirmations',
  version: '1',
  title: 'What became of the notices by which providers tell of forwarding',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['messages of providers that confirm forwarding or warn of it', 'their state and folder'],
  parameters: [],
  benignExplanations: [
    'Owners set up forwarding themselves and delete the notice when it is dealt with.',
    'Such notices are imitated by phishing.',
  ],
  wouldProve: ['Who read and deleted the notice: the audit log of the mailbox.', 'The settings of the mailbox that the notice names.'],
  references: [
    'support.google.com/mail/answer/10957',
    'learn.microsoft.com: alert policies in Microsoft Defender',
    'MITRE ATT&CK T1114.003',
  ],
};

/** States for each mailbox how many notices of forwarding it received, how many were read and how many deleted. */
export const confirmations: CaseDetector = {
  rules: [rule],
  start() {
    const mailboxes = new Map<string, { all: ExtentTally; read: number; deleted: number; cited: Citation[] }>();
    return {
      consume({ evidenceId, traces }) {
        for (const trace of traces) {
          if (!trace.marks.includes('forwarding-confirmation')) continue;
          const tally = mailboxes.get(trace.mailbox) ?? { all: newExtent(), read: 0, deleted: 0, cited: [] };
          mailboxes.set(trace.mailbox, tally);
          tally.all.add(trace.recordId, trace.time);
          if (trace.marks.includes('read')) tally.read += 1;
          if (trace.place === 'deleted') tally.deleted += 1;
          if (tally.cited.length < 8) tally.cited.push(citeTrace(trace, evidenceId));
        }
      },
      *finish() {
        for (const [mailbox, { all, read, deleted, cited }] of mailboxes) {
          const citations = someCitations(cited);
          if (citations === null) continue;
          yield findingOfCase(rule, {
            level: deleted > 0 ? rule.level : 'low',
            strength: 'STATES',
            statement: `The messages of the ${mailboxText(mailbox)} include ${counted(all.count, 'notice')} of forwarding by a provider${periodText(all)}, of which ${String(read)} are marked read and ${String(deleted)} deleted.`,
            mechanism: 'notice of forwarding by a provider',
            agency: 'automatic',
            sources: [],
            destinations: [],
            citations,
            extent: all.extent('messages'),
          });
        }
      },
    };
  },
};
