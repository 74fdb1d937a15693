import { accessEvent, type AccessAction, type AccessStrength, type Limits } from '#model/index.ts';
import { bareNetworkAddress, statedAddresses } from '../record/addresses.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { statedTime } from '../record/stated-time.ts';

/**
 * Message tracking logs of Exchange servers (`MSGTRK*.LOG`, `Get-MessageTrackingLog | Export-Csv`), by the fields and event
 * types that the documentation of Exchange Server lists.
 */
export const messageTrackingFamily: LogFamily = {
  id: 'exchange-message-tracking',
  version: '1',
  title: 'Exchange message tracking log',
  mark: 'rows of a message tracking log: event, source, sender, recipients and identifier of a message',
  is: ({ record }) => record.has('event-id', 'source', 'internal-message-id'),
  read,
};

interface EventMeaning {
  readonly action: AccessAction;
  readonly strength: AccessStrength;
  readonly note?: string;
}

const meanings: ReadonlyMap<string, EventMeaning> = new Map<string, EventMeaning>([
  [
    'REDIRECT',
    {
      action: 'mail-forward',
      strength: 'EXPORTED',
      note: 'The server gave the message another recipient; the directory or a rule says why.',
    },
  ],
  ['SEND', { action: 'mail-send', strength: 'EXPORTED' }],
  ['SENDEXTERNAL', { action: 'mail-send', strength: 'EXPORTED' }],
  ['SUBMIT', { action: 'mail-send', strength: 'EXPORTED' }],
  ['RECEIVE', { action: 'mail-delivery', strength: 'PRESENT' }],
  ['DELIVER', { action: 'mail-delivery', strength: 'PRESENT' }],
  ['DUPLICATEDELIVER', { action: 'mail-delivery', strength: 'PRESENT' }],
  ['FAIL', { action: 'mail-delivery', strength: 'ATTEMPTED' }],
  ['SUBMITFAIL', { action: 'mail-send', strength: 'ATTEMPTED' }],
  ['DROP', { action: 'mail-delivery', strength: 'ATTEMPTED' }],
  ['BADMAIL', { action: 'mail-send', strength: 'ATTEMPTED' }],
]);

function read(item: LogItem, limits: Limits): LogStatement {
  const { record, beside } = item;
  const { facts, isWhole } = boundedFacts(record.fields, limits, beside);
  const event = record.text('event-id', 'EventId').toUpperCase();
  const origin = record.text('source').toUpperCase();
  // MAILBOXRULE: the message was made by a rule of a mailbox. A receipt from it is the forwarded message.
  const isByRule = origin === 'MAILBOXRULE' && event !== 'FAIL' && event !== 'DROP';
  const isJournal = origin === 'JOURNALING';
  const base = meanings.get(event) ?? { action: 'other', strength: 'PRESENT' };
  const meaning: EventMeaning = isByRule
    ? {
        action: 'mail-forward',
        strength: 'EXPORTED',
        note: 'The message comes from a rule of a mailbox; which rule does not stand here. An automatic answer is made so too.',
      }
    : base;
  const recipients = record.text('recipient-address', 'recipients');
  const related = record.text('related-recipient-address', 'RelatedRecipientAddress');
  // A server writes UTC (`2024-05-01T10:00:00.123Z`); Export-Csv writes local time of who exported it.
  const stated = statedTime(record.value('date-time', 'Timestamp'), record.has('date-time') ? 'date-time' : 'Timestamp', { isUtc: false });
  const id = record.text('message-id', 'MessageId');
  const claimed = accessEvent({
    time: stated?.time ?? null,
    precision: stated?.precision ?? 'unknown',
    clock: 'clock of the server',
    strength: meaning.strength,
    action: isJournal && event === 'RECEIVE' ? 'mail-forward' : meaning.action,
    operation: [origin, event].filter((text) => text !== '').join(' '),
    actor: record.text('sender-address', 'Sender').slice(0, 1000),
    account: (related || recipients).slice(0, 1000),
    host: record.text('server-hostname', 'ServerHostname').slice(0, 500),
    address: bareNetworkAddress(record.text('original-client-ip', 'client-ip', 'OriginalClientIp', 'ClientIp')),
    object: { kind: 'message', name: record.text('message-subject', 'MessageSubject').slice(0, 2000) },
    ...(id === '' ? {} : { messageIds: [id] }),
    outcome: record.text('recipient-status', 'RecipientStatus').slice(0, 1000),
    source: 'Exchange message tracking log',
    doesNotShow: [meaning.note, 'It shows the way of the message through the server, not its content nor who read it.']
      .filter((text) => text !== undefined)
      .join(' '),
    facts: [{ name: 'recipients', value: statedAddresses(recipients) }, ...facts],
  });
  return { claims: [{ kind: 'event', claimed }], isWhole };
}
