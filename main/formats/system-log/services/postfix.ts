import { joined, nothing, type LogEntry, type LoggedService, type Meaning, type TransactionMemory } from '../log-entry.ts';
import { bareAddress, deliveryEvent, factIf, isOutside, isSameMailbox, signInEvent } from './mail-words.ts';

/**
 * Postfix (documentation of its daemons; src/global/log_adhoc.c for deliveries). Each delivery is an event; who sent, the message
 * identifier and the client, which other daemons log under the same queue identifier, are told with it.
 */
export const postfix: LoggedService = {
  title: 'Postfix',
  // Collectors may keep the name without that of the daemon.
  knows: (program) => program === 'postfix' || /^postfix[\w-]{0,40}(?:\/[\w-]{1,40}){1,3}$/.test(program),
  understand(entry, memory) {
    const failed = saslFailure(entry);
    if (failed !== null) return failed;
    const queued = /^([0-9A-Za-z]{5,25}): /.exec(entry.message);
    const queueId = queued?.[1] ?? '';
    if (queued === null || words.has(queueId)) return nothing;
    return ofMessage(entry, queueId, entry.message.slice(queued[0].length), memory);
  },
};

// What stands before a colon and is no queue identifier.
const words = new Set([
  'warning',
  'error',
  'fatal',
  'panic',
  'statistics',
  'NOQUEUE',
  'Action',
  'reject',
  'connect',
  'disconnect',
  'lost',
  'prepend',
]);

function ofMessage(entry: LogEntry, queueId: string, text: string, memory: TransactionMemory): Meaning {
  if (text.startsWith('to=')) return delivery(entry, queueId, text, memory);
  if (text.startsWith('from=')) {
    memory.of(entry, queueId).sender = bareAddress(text.slice(5).split(', ')[0] ?? '');
    return joined;
  }
  if (text.startsWith('message-id=')) {
    memory.of(entry, queueId).messageId = text.slice(11).split(' ')[0] ?? '';
    return joined;
  }
  if (text.startsWith('client=')) return client(entry, queueId, text, memory);
  const picked = /^uid=(\d{1,10}) from=<?([^\s>]{0,320})/.exec(text);
  if (picked !== null) {
    const known = memory.of(entry, queueId);
    known.sender = picked[2] ?? '';
    known.account = `user number ${picked[1] ?? ''}`;
    return joined;
  }
  if (text === 'removed') {
    memory.end(entry, queueId);
    return joined;
  }
  return nothing;
}

// client=host[192.0.2.1], sasl_method=PLAIN, sasl_username=anna
function client(entry: LogEntry, queueId: string, text: string, memory: TransactionMemory): Meaning {
  const known = memory.of(entry, queueId);
  const peer = /^client=([^\s[]{0,255})\[([^\]]{1,64})\]/.exec(text);
  known.client = peer?.[1] ?? '';
  known.address = peer?.[2] ?? '';
  const account = /, sasl_username=([^,\s]{1,320})/.exec(text.slice(0, 2000))?.[1];
  if (account === undefined) return joined;
  known.account = account;
  const method = /, sasl_method=([^,\s]{1,40})/.exec(text.slice(0, 2000))?.[1];
  const claimed = signInEvent(entry, {
    account,
    address: known.address,
    isDone: true,
    operation: 'message handed in after authentication',
    outcome: '',
    session: queueId,
    source: `Postfix, ${entry.program}`,
    facts: [...factIf('client', known.client), ...factIf('method', method), ...factIf('queue identifier', queueId)],
  });
  return { kind: 'event', claimed };
}

// warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: reason, sasl_username=anna
function saslFailure(entry: LogEntry): Meaning | null {
  const failure = /^(?:warning: )?([^\s[]{1,255})\[([^\]]{1,64})\]: SASL (\S{1,40}) authentication failed:? ?/.exec(
    entry.message.slice(0, 500),
  );
  if (failure === null) return null;
  const rest = entry.message.slice(failure[0].length, 2000);
  const account = /sasl_username=([^,\s]{1,320})/.exec(rest)?.[1] ?? '';
  const claimed = signInEvent(entry, {
    account,
    address: failure[2] ?? '',
    isDone: false,
    operation: 'authentication failed',
    outcome: rest === '' ? 'failed' : rest,
    source: `Postfix, ${entry.program}`,
    facts: [...factIf('client', failure[1]), ...factIf('method', failure[3])],
  });
  return { kind: 'event', claimed };
}

// to=<a>, orig_to=<b>, relay=host[192.0.2.1]:25, delay=…, dsn=2.0.0, status=sent (250 …)
function delivery(entry: LogEntry, queueId: string, text: string, memory: TransactionMemory): Meaning {
  const at = text.indexOf(', status=');
  if (at === -1) return nothing;
  const fields = new Map(text.slice(0, Math.min(at, 4000)).split(', ').map(fieldOf));
  const status = text.slice(at + 9);
  const recipient = bareAddress(fields.get('to') ?? '');
  const original = bareAddress(fields.get('orig_to') ?? '');
  const relay = fields.get('relay') ?? '';
  const known = memory.of(entry, queueId);
  const isDone = status.startsWith('sent');
  // local(8): a .forward or alias made a new message, whose own delivery names where it went.
  const again = /^sent \(forwarded as ([0-9A-Za-z]{5,25})\)/.exec(status)?.[1];
  if (again !== undefined) {
    const made = memory.of(entry, again);
    made.forwardedFrom = queueId;
  }
  const peer = /\[([0-9A-Fa-f:.]{3,50}|IPv6:[0-9A-Fa-f:.]{3,50})\](?::(\d{1,5}))?$/.exec(relay.slice(-120));
  const isElsewhere = peer !== null && isOutside(peer[1] ?? '', peer[2] ?? '');
  const isForward = again !== undefined || (isElsewhere && original !== '' && !isSameMailbox(recipient, original));
  const claimed = deliveryEvent(entry, {
    recipient: again === undefined ? recipient : '',
    original: again === undefined ? original : recipient,
    sender: known.sender ?? '',
    messageId: known.messageId,
    relay,
    status,
    isDone,
    queueId,
    account: known.account,
    isForward,
    ...(again === undefined ? {} : { goesOnAs: again }),
    source: `Postfix, ${entry.program}`,
    facts: [
      ...factIf('dsn', fields.get('dsn')),
      ...factIf('client', known.client),
      ...factIf('address of the client', known.address),
      ...factIf('made of the message with queue identifier', known.forwardedFrom),
      ...factIf('goes on as the message with queue identifier', again),
    ],
  });
  return { kind: 'event', claimed };
}

function fieldOf(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}
