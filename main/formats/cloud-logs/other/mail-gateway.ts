import { accessEvent, type Limits } from '#model/index.ts';
import { bareNetworkAddress } from '../record/addresses.ts';
import { boundedFacts } from '../record/facts.ts';
import type { LogFamily, LogItem, LogStatement } from '../record/log-family.ts';
import { statedTime } from '../record/stated-time.ts';

/** Records of a mail filter before Microsoft 365 (Hornetsecurity 365 Total Protection): a message with its way and verdict. */
export const mailGatewayFamily: LogFamily = {
  id: 'mail-gateway',
  version: '1',
  title: 'Mail filter log (Hornetsecurity 365 Total Protection)',
  mark: 'records of a mail filter: direction, owner, partner and verdict of a message',
  is: ({ record }) => record.has('direction', 'owner', 'comm_partner') && record.has('msg_id'),
  identity: ({ record }) => record.text('es_mail_id', 'msg_id'),
  read,
};

function read({ record, beside }: LogItem, limits: Limits): LogStatement {
  const { facts, isWhole } = boundedFacts(record.fields, limits, beside);
  // Direction 1 is to the owner, 0 from the owner.
  const isOut = record.text('direction') === '0';
  const stated = statedTime(record.value('date'), 'date', { isUtc: false });
  const [owner, partner] = [record.text('owner'), record.text('comm_partner')];
  const id = record.text('message_id');
  const status = record.inner('status').text('text') || record.text('smtp_status_code');
  const sourceId = record.text('es_mail_id', 'msg_id');
  const claimed = accessEvent({
    time: stated?.time ?? null,
    precision: stated?.precision ?? 'unknown',
    clock: 'clock of the mail filter',
    strength: /reject|bounce|fail/i.test(status) ? 'ATTEMPTED' : isOut ? 'EXPORTED' : 'PRESENT',
    action: isOut ? 'mail-send' : 'mail-delivery',
    operation: [isOut ? 'outgoing' : 'incoming', record.inner('classification').text('text')].filter((text) => text !== '').join(' '),
    actor: isOut ? owner : partner,
    account: isOut ? partner : owner,
    host: record.text('gateway', 'destination_hostname'),
    address: bareNetworkAddress(record.text('source_ip')),
    object: { kind: 'message', name: record.text('subject').slice(0, 2000) },
    ...(id === '' ? {} : { messageIds: [id] }),
    ...(sourceId === '' ? {} : { sourceId }),
    outcome: status,
    source: 'mail filter before Microsoft 365',
    doesNotShow: 'It shows that the message passed the filter, not what became of it in the mailbox.',
    facts,
  });
  return { claims: [{ kind: 'event', claimed }], isWhole };
}
