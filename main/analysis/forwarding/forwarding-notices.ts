import type { Level, MessageRecord, Rule } from '#model/index.ts';
import { citeHeader } from '../cite-header.ts';
import type { Detector } from '../detector.ts';
import { headerLookupOf } from '../header-lookup.ts';
import { distinctAddresses } from './describe-addresses.ts';
import { messageTime } from './message-time.ts';

/** A message by which a provider tells of forwarding. */
interface Notice {
  /** The sender address, in lower case. */
  readonly sender: string;
  /** A subject that fits; addresses captured as `source` and `destination` are taken over. */
  readonly subject: RegExp;
  readonly states: string;
  readonly mechanism: string;
  readonly level: Level;
}

/** Version 1. Senders and subjects as the providers document them and as public samples show them. */
const notices: readonly Notice[] = [
  {
    // support.google.com/mail/answer/10957: the confirmation goes to the destination.
    sender: 'forwarding-noreply@google.com',
    subject: /Gmail Forwarding Confirmation - Receive Mail from (?<source>\S+@\S+)/i,
    states: 'asks this mailbox to confirm that it is to receive all mail of another',
    mechanism: 'Gmail auto-forward, confirmation',
    level: 'medium',
  },
  {
    sender: 'forwarding-noreply@google.com',
    subject: /.*/,
    states: 'tells of forwarding between mailboxes, in a language that is not taken apart',
    mechanism: 'Gmail auto-forward, confirmation',
    level: 'medium',
  },
  {
    // learn.microsoft.com/defender-office-365/alert-policies-defender-portal
    sender: 'office365alerts@microsoft.com',
    subject: /Creation of forwarding\/redirect rule/i,
    states: 'tells that a rule was made which forwards or redirects mail',
    mechanism: 'Exchange rule, alert of Microsoft 365',
    level: 'medium',
  },
  {
    sender: 'office365alerts@microsoft.com',
    subject: /Suspicious (?:email forwarding activity|inbox (?:forwarding|manipulation rules?))/i,
    states: 'tells of forwarding that Microsoft 365 takes as suspicious',
    mechanism: 'forwarding, alert of Microsoft 365',
    level: 'medium',
  },
];

const rule: Rule = {
  id: 'forwarding.message.provider-notice',
  version: '1',
  title: 'A provider tells of forwarding',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['message', 'its header fields From and Subject'],
  parameters: [],
  benignExplanations: ['Owners set up forwarding between mailboxes of their own.', 'Such messages are imitated by phishing.'],
  wouldProve: [
    'The settings of the mailbox that is forwarded, and their history at the provider.',
    'Whether the message was read, answered or deleted, and by whom; and whether its signature (DKIM) holds.',
  ],
  references: [
    'support.google.com/mail/answer/10957',
    'learn.microsoft.com: alert policies in Microsoft Defender',
    'MITRE ATT&CK T1114.003',
  ],
};

/** Looks for messages by which providers confirm forwarding or warn of it, in the mailbox of the owner or of the destination. */
export const forwardingNotices: Detector = {
  rules: [rule],
  start: () => ({
    *consume(record) {
      if (record.kind !== 'message') return;
      const sender = (record.claimed.from[0]?.address ?? '').toLowerCase();
      const notice = notices.find((one) => one.sender === sender && one.subject.test(record.claimed.subject));
      if (notice === undefined) return;
      const cited = citedFields(record);
      const [first, ...others] = cited;
      if (first === undefined) return;
      const source = notice.subject.exec(record.claimed.subject)?.groups?.['source'];
      const recipients = distinctAddresses(record.claimed.to.map(({ address }) => address).filter((address) => address.includes('@')));
      const state = record.claimed.flags.includes('deleted')
        ? ' It is marked deleted.'
        : record.claimed.flags.includes('read')
          ? ' It is marked read.'
          : '';
      yield {
        ruleId: rule.id,
        ruleVersion: rule.version,
        technique: rule.technique,
        level: notice.level,
        strength: 'STATES',
        statement: `The message ${JSON.stringify(record.claimed.subject.slice(0, 120))} from ${notice.sender} ${notice.states}.${state}`,
        mechanism: notice.mechanism,
        agency: 'automatic',
        sources: source === undefined ? [] : [source],
        destinations: source === undefined ? [] : recipients,
        time: messageTime(record),
        citations: [first, ...others],
        benignExplanations: rule.benignExplanations,
        wouldProve: rule.wouldProve,
      };
    },
  }),
};

function citedFields(record: MessageRecord) {
  const lookup = headerLookupOf(record);
  return ['from', 'subject'].flatMap((name) => (lookup.get(name) ?? []).slice(0, 1).map(({ index }) => citeHeader(record, index)));
}
