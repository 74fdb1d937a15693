import { accessEvent, type Limits, type RuleValue } from '#model/index.ts';
import { bareNetworkAddress, statedAddresses } from '../record/addresses.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import type { LogRecord } from '../record/log-record.ts';
import { statedTime } from '../record/stated-time.ts';

/**
 * Message trace of Exchange Online: rows of Get-MessageTrace(V2) and of the reporting web service, of the reports that the
 * portal writes (summary and extended), and the e-mail log search of Google Workspace, which says the same of its mail.
 */
export const messageTraceFamily: LogFamily = {
  id: 'message-trace',
  version: '1',
  title: 'Message trace (Exchange Online, Google Workspace e-mail log search)',
  mark: 'rows of a message trace: sender, recipient, status and identifier of a message',
  is: ({ record }) => formOf(record) !== null,
  identity: ({ record }) =>
    [record.text('MessageTraceId', 'network_message_id'), record.text('RecipientAddress')].filter((text) => text !== '').join(' '),
  read,
};

type Form = 'trace' | 'report' | 'google';

function formOf(record: LogRecord): Form | null {
  if (
    record.has('MessageTraceId', 'RecipientAddress') ||
    record.has('SenderAddress', 'RecipientAddress', 'Status', 'Received', 'MessageId')
  )
    return 'trace';
  if (record.has('origin_timestamp_utc', 'sender_address') || record.has('date_time_utc', 'message_id')) return 'report';
  return record.has('Message ID', 'Event status', 'Event target') || record.has('Message ID', 'Recipient address', 'Event date')
    ? 'google'
    : null;
}

function read(item: LogItem, limits: Limits): LogStatement {
  const { record, beside } = item;
  const form = formOf(record) ?? 'trace';
  const { facts, isWhole } = boundedFacts(record.fields, limits, beside);
  const field = {
    trace: 'Received',
    report: record.has('origin_timestamp_utc') ? 'origin_timestamp_utc' : 'date_time_utc',
    google: record.has('Event date') ? 'Event date' : 'Start date',
  }[form];
  const stated = statedTime(record.value(field), `${field}${form === 'google' ? '' : ' (UTC by definition of the trace)'}`, {
    isUtc: form !== 'google',
  });
  const recipients = recipientsOf(record);
  const status = record.text('Status', 'recipient_status', 'Event status', 'event_id');
  const direction = record.text('directionality', 'Direction', 'MailDirection');
  const isOut = /originating|outbound|sent/i.test(direction);
  const id = record.text('MessageId', 'message_id', 'Message ID');
  const sourceId = record.text('MessageTraceId', 'network_message_id');
  const claimed = accessEvent({
    time: stated?.time ?? null,
    precision: stated?.precision ?? 'unknown',
    clock: 'clock of the service',
    strength: /fail|reject|drop|bounc|undeliver/i.test(status) ? 'ATTEMPTED' : isOut ? 'EXPORTED' : 'PRESENT',
    action: isOut ? 'mail-send' : /redirect|resolved|forward/i.test(status) ? 'mail-forward' : 'mail-delivery',
    operation: status === '' ? 'message traced' : status.slice(0, 500),
    actor: record.text('SenderAddress', 'sender_address', 'Sender').slice(0, 1000),
    account: (recipients[0] ?? '').slice(0, 1000),
    address: bareNetworkAddress(record.text('FromIP', 'original_client_ip', 'Event source IP address')),
    object: { kind: 'message', name: record.text('Subject', 'message_subject').slice(0, 2000) },
    ...(id === '' ? {} : { messageIds: [id] }),
    ...(sourceId === '' ? {} : { sourceId: `${sourceId} ${recipients[0] ?? ''}`.trim() }),
    outcome: status.slice(0, 1000),
    source: form === 'google' ? 'Google Workspace e-mail log search' : 'Exchange Online message trace',
    doesNotShow:
      'It shows that the service handed the message on, not who read it; a rule that forwarded it shows only as a message of its own. Traces are kept for 90 days.',
    facts: [...recipientFacts(recipients), ...facts],
  });
  return { claims: [{ kind: 'event', claimed }], isWhole };
}

// The extended report writes `a@b.example##Delivered;c@d.example##Failed`.
function recipientsOf(record: LogRecord): readonly string[] {
  const text =
    record.text('RecipientAddress', 'Recipient address', 'recipient_address') || record.text('recipient_status').replaceAll(/##[^;]*/g, '');
  return statedAddresses(text);
}

function recipientFacts(recipients: readonly string[]): readonly RuleValue[] {
  return recipients.length > 1 ? [{ name: 'recipients', value: recipients }] : [];
}
