import { joined, nothing, type LogEntry, type LoggedService, type Meaning, type TransactionMemory } from '../log-entry.ts';
import { bareAddress, deliveryEvent, factIf, isOutside, isSameMailbox, signInEvent } from './mail-words.ts';

/**
 * Sendmail (Sendmail Installation and Operation Guide, 2.1.2): `from=` lines tell sender and message identifier, each `to=` line
 * is a delivery. Its `ctladdr` is the user in whose name it was made: of mail from elsewhere, whose alias or .forward it was.
 */
export const sendmail: LoggedService = {
  title: 'Sendmail',
  knows: (program) => /^(?:sendmail|sm-mta|sm-msp-queue|sm-msp)$/.test(program),
  understand(entry, memory) {
    const queued = /^([0-9A-Za-z]{8,24}): /.exec(entry.message);
    if (queued === null) return authentication(entry, '', entry.message);
    const id = queued[1] ?? '';
    const text = entry.message.slice(queued[0].length);
    if (text.startsWith('from=')) return arrival(entry, id, text, memory);
    if (text.startsWith('to=')) return delivery(entry, id, text, memory);
    return authentication(entry, id, text);
  },
};

/** Fields `name=value, …`; an answer of a server at the end may hold commas, so `stat` is all that follows. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const at = text.indexOf(', stat=');
  const fields = new Map<string, string>();
  let last = '';
  for (const piece of text.slice(0, at === -1 ? 4000 : Math.min(at, 4000)).split(', ')) {
    const name = /^([a-z_]{2,12})=/.exec(piece)?.[1];
    // Several recipients are separated like fields.
    if (name === undefined) fields.set(last, `${fields.get(last) ?? ''},${piece}`);
    else fields.set((last = name), piece.slice(name.length + 1));
  }
  if (at !== -1) fields.set('stat', text.slice(at + 7));
  return fields;
}

function arrival(entry: LogEntry, id: string, text: string, memory: TransactionMemory): Meaning {
  const fields = fieldsOf(text);
  const known = memory.of(entry, id);
  known.sender = bareAddress(fields.get('from') ?? '');
  known.messageId = fields.get('msgid') ?? '';
  known.client = fields.get('relay') ?? '';
  return joined;
}

function delivery(entry: LogEntry, id: string, text: string, memory: TransactionMemory): Meaning {
  const fields = fieldsOf(text);
  const status = fields.get('stat');
  if (status === undefined) return nothing;
  const known = memory.of(entry, id);
  const recipients = (fields.get('to') ?? '').split(',').map(bareAddress);
  // `anna (1000/1000)`: with the numbers of user and group.
  const control = bareAddress((fields.get('ctladdr') ?? '').replace(/ \(\d{1,10}\/\d{1,10}\)$/, ''));
  const relay = fields.get('relay') ?? '';
  const address = /\[([0-9A-Fa-f:.]{3,50}|IPv6:[0-9A-Fa-f:.]{3,50})\]$/.exec(relay.slice(-120))?.[1] ?? '';
  const sender = known.sender ?? '';
  // Of mail that a user of the machine hands in, the controlling user is the sender.
  const isForeign = control !== '' && sender !== '' && !isSameMailbox(sender, control);
  const isForward = isForeign && isOutside(address, '') && recipients.every((one) => !isSameMailbox(one, control));
  const claimed = deliveryEvent(entry, {
    recipient: recipients.slice(0, 20).join(', '),
    original: control,
    sender,
    messageId: known.messageId,
    relay,
    status,
    isDone: status.startsWith('Sent'),
    queueId: id,
    account: undefined,
    isForward,
    source: 'Sendmail',
    facts: [...factIf('mailer', fields.get('mailer')), ...factIf('dsn', fields.get('dsn')), ...factIf('client', known.client)],
  });
  const change = isForward && claimed.change !== undefined ? { change: { ...claimed.change, destinations: recipients.slice(0, 100) } } : {};
  return { kind: 'event', claimed: { ...claimed, ...change } };
}

// AUTH=server, relay=host [192.0.2.1], authid=anna, mech=PLAIN, bits=0
function authentication(entry: LogEntry, id: string, text: string): Meaning {
  if (!text.startsWith('AUTH=server, ')) return nothing;
  const fields = fieldsOf(text.slice('AUTH=server, '.length));
  const relay = fields.get('relay') ?? '';
  const account = fields.get('authid');
  if (account === undefined) return nothing;
  const claimed = signInEvent(entry, {
    account,
    address: /\[([^\]]{3,64})\]/.exec(relay)?.[1] ?? '',
    isDone: true,
    operation: 'authenticated to hand in mail',
    outcome: '',
    session: id,
    source: 'Sendmail',
    facts: [...factIf('client', relay), ...factIf('method', fields.get('mech'))],
  });
  return { kind: 'event', claimed };
}
