import { joined, nothing, type LogEntry, type LoggedService, type Meaning, type TransactionMemory } from '../log-entry.ts';
import { bareAddress, deliveryEvent, factIf, isOutside, isSameMailbox, signInEvent } from './mail-words.ts';

/**
 * Exim (specification of Exim, chapter "Log files"). Deliveries are events: `=>`, `->`, `>>`, `**` (failed) and `==` (put off);
 * arrivals (`<=`) tell sender, client and message identifier. The address that mail was sent to stands in angle brackets
 * behind the one that it went to.
 */
export const exim: LoggedService = {
  title: 'Exim',
  knows: (program) => /^exim4?$/.test(program),
  understand(entry, memory) {
    // The daemon may log its own time within a line of syslog.
    const text = entry.message.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? (?:[+-]\d{4} )?/, '');
    const message = /^([0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}) /.exec(text);
    if (message === null) return authentication(entry, text);
    const id = message[1] ?? '';
    const rest = text.slice(message[0].length);
    const flag = rest.slice(0, 2);
    if (flag === '<=') return arrival(entry, id, rest.slice(3), memory);
    if (['=>', '->', '>>', '*>', '**', '=='].includes(flag)) return delivery(entry, id, flag, rest.slice(3), memory);
    if (rest === 'Completed' || rest.startsWith('Completed ')) {
      memory.end(entry, id);
      return joined;
    }
    return nothing;
  },
};

/** A field `H=host [192.0.2.1]:25`, `id=…`, `C="250 OK"`, up to the next blank outside quotes. */
function field(text: string, name: string): string {
  const at = text.indexOf(` ${name}=`);
  if (at === -1) return '';
  const start = at + name.length + 2;
  if (text.charAt(start) === '"') {
    const close = text.indexOf('"', start + 1);
    return text.slice(start + 1, close === -1 ? text.length : close);
  }
  const end = text.indexOf(' ', start);
  return text.slice(start, end === -1 ? text.length : end);
}

/** The peer of `H=name (helo) [192.0.2.1]:25`. */
function peerOf(text: string): { readonly host: string; readonly address: string; readonly port: string } {
  const peer = / H=([^\s[]{0,255})(?: \([^)]{0,255}\))? ?\[([^\]]{1,64})\](?::(\d{1,5}))?/.exec(text.slice(0, 4000));
  return { host: peer?.[1] ?? '', address: peer?.[2] ?? '', port: peer?.[3] ?? '' };
}

function arrival(entry: LogEntry, id: string, text: string, memory: TransactionMemory): Meaning {
  const known = memory.of(entry, id);
  known.sender = bareAddress(text.split(' ')[0] ?? '');
  known.messageId = field(text, 'id');
  const { host, address } = peerOf(text);
  known.client = host;
  known.address = address;
  const login = field(text, 'A');
  const user = field(text, 'U');
  if (login === '') {
    if (user !== '') known.account = user;
    return joined;
  }
  const account = login.slice(login.indexOf(':') + 1);
  known.account = account;
  const claimed = signInEvent(entry, {
    account,
    address,
    isDone: true,
    operation: 'message handed in after authentication',
    outcome: '',
    session: id,
    source: 'Exim main log',
    facts: [...factIf('client', host), ...factIf('method', login.split(':')[0]), ...factIf('message of the server', id)],
  });
  return { kind: 'event', claimed };
}

function delivery(entry: LogEntry, id: string, flag: string, text: string, memory: TransactionMemory): Meaning {
  const known = memory.of(entry, id);
  const fields = text.search(/ [A-Z]{1,4}=| defer | routing defer|: /);
  const head = (fields === -1 ? text : text.slice(0, fields)).slice(0, 2000);
  // `bob@elsewhere.example <anna@example.org>`; in between may stand `(parent address)`.
  const original = bareAddress(/<([^<>]{0,320})>\s*$/.exec(head)?.[1] ?? '');
  const recipient = bareAddress(head.split(' ')[0] ?? '');
  const { host, address, port } = peerOf(text);
  const isDone = flag !== '**' && flag !== '==';
  const isForward = isOutside(address, port) && original !== '' && !isSameMailbox(recipient, original);
  const answer = field(text, 'C');
  const claimed = deliveryEvent(entry, {
    recipient,
    original,
    sender: known.sender ?? '',
    messageId: known.messageId,
    relay: address === '' ? field(text, 'T') : `${host} [${address}]`,
    status: isDone
      ? answer === ''
        ? 'delivered'
        : answer
      : `${flag === '**' ? 'failed' : 'put off'} ${text.slice(head.length, head.length + 800)}`,
    isDone,
    queueId: id,
    account: known.account,
    isForward,
    source: 'Exim main log',
    facts: [
      ...factIf('router', field(text, 'R')),
      ...factIf('transport', field(text, 'T')),
      ...factIf('client', known.client),
      ...factIf('address of the client', known.address),
    ],
  });
  return { kind: 'event', claimed };
}

// plain_login authenticator failed for (helo) [192.0.2.1]: 535 Incorrect authentication data (set_id=anna)
function authentication(entry: LogEntry, text: string): Meaning {
  const failure = /^(\S{1,60}) authenticator failed for ([^[]{0,300})\[([^\]]{1,64})\]/.exec(text);
  if (failure === null) return nothing;
  const rest = text.slice(failure[0].length, failure[0].length + 1000);
  const claimed = signInEvent(entry, {
    account: /\(set_id=([^)]{1,320})\)/.exec(rest)?.[1] ?? '',
    address: failure[3] ?? '',
    isDone: false,
    operation: 'authentication failed',
    outcome: rest.replace(/^[:\d\s]{0,12}/, ''),
    source: 'Exim main log',
    facts: [...factIf('client', (failure[2] ?? '').trim()), ...factIf('method', failure[1])],
  });
  return { kind: 'event', claimed };
}
