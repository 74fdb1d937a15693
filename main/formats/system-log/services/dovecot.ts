import { accessEvent, type AccessAction, type AccessStrength } from '#model/index.ts';
import { nothing, type LogEntry, type LoggedService, type Meaning } from '../log-entry.ts';
import { bareAddress, factIf, lacking, messageIdsOf, signInEvent, stated } from './mail-words.ts';

/**
 * Dovecot (documentation: "Logging", plugins mail-log and sieve): log-ins of its login processes, deliveries and forwards by LMTP,
 * LDA and Sieve, and what the plugin mail_log tells of messages.
 */
export const dovecot: LoggedService = {
  title: 'Dovecot',
  knows: (program) => program === 'dovecot' || program.startsWith('dovecot:'),
  understand(entry) {
    const text = entry.message.slice(0, 8000).replace(/^(?:info|error|warning): /i, '');
    const login = /^(imap|pop3|submission|managesieve)-login: /.exec(text);
    if (login !== null) return ofLogin(entry, login[1] ?? '', text.slice(login[0].length));
    // `imap(anna)<123><session>: `, `lmtp(123, anna): `, `lda(anna): `
    const process = /^(imap|pop3|lda|lmtp|sieve|deliver|indexer-worker)\(([^)]{0,320})\)(?:<[^>]{0,64}>){0,3}: /.exec(text);
    if (process === null) return nothing;
    const account = (process[2] ?? '').replace(/^\d{1,10}, ?/, '');
    return ofUser(entry, process[1] ?? '', account, text.slice(process[0].length));
  },
};

/** A field `user=<anna>` or `rip=192.0.2.1`. */
function field(text: string, name: string): string {
  const at = text.search(new RegExp(`(?:^|[ ,])${name}=`));
  if (at === -1) return '';
  const value = text.slice(text.indexOf('=', at) + 1);
  return value.startsWith('<') ? value.slice(1, Math.max(value.indexOf('>'), 1)) : (/^[^,\s]{0,320}/.exec(value)?.[0] ?? '');
}

function ofLogin(entry: LogEntry, service: string, text: string): Meaning {
  const isDone = text.startsWith('Login: ');
  const failure =
    /^(?:Disconnected|Aborted login|Login aborted)[^(:]{0,80}[(:]/.test(text) &&
    /auth(?:entication)? failed|tried to use disallowed|user (?:is )?disabled/i.test(text);
  if (!isDone && !failure) return nothing;
  const claimed = signInEvent(entry, {
    account: field(text, 'user'),
    address: field(text, 'rip'),
    isDone,
    operation: isDone ? `${service} log-in` : `${service} log-in failed`,
    outcome: isDone ? '' : text.slice(0, text.indexOf(': user=') === -1 ? 200 : text.indexOf(': user=')),
    session: field(text, 'session'),
    source: `Dovecot, ${service}-login`,
    facts: [...factIf('method', field(text, 'method')), ...factIf('address of the server', field(text, 'lip'))],
  });
  return { kind: 'event', claimed };
}

interface Deed {
  readonly form: RegExp;
  readonly action: AccessAction;
  readonly strength: AccessStrength;
  readonly operation: string;
  /** What the part of the form in brackets names. */
  readonly names: 'destination' | 'folder' | 'nothing';
}

const deeds: readonly Deed[] = [
  {
    form: /forwarded to <([^<>\s]{1,320})>/,
    action: 'mail-forward',
    strength: 'EXPORTED',
    operation: 'forwarded by Sieve',
    names: 'destination',
  },
  {
    form: /(?:stored mail into mailbox|fileinto action: stored mail into mailbox) '([^']{1,500})'/,
    action: 'mail-delivery',
    strength: 'PRESENT',
    operation: 'stored by Sieve',
    names: 'folder',
  },
  { form: /saved mail to (\S{1,500})/, action: 'mail-delivery', strength: 'PRESENT', operation: 'delivery', names: 'folder' },
  {
    form: /^sieve: [^]{0,400}(?:discarded|marked message to be discarded)/,
    action: 'mail-delete',
    strength: 'CHANGED',
    operation: 'discarded by Sieve',
    names: 'nothing',
  },
  { form: /^expunge: box=([^,]{1,500})/, action: 'mail-delete', strength: 'CHANGED', operation: 'expunge', names: 'folder' },
  { form: /^delete: box=([^,]{1,500})/, action: 'mail-delete', strength: 'CHANGED', operation: 'delete', names: 'folder' },
  { form: /^copy from [^:]{1,500}: box=([^,]{1,500})/, action: 'mail-copy', strength: 'CHANGED', operation: 'copy', names: 'folder' },
  { form: /^save: box=([^,]{1,500})/, action: 'mail-create', strength: 'CHANGED', operation: 'save', names: 'folder' },
  { form: /^(?:Disconnected: )?Logged out/, action: 'sign-out', strength: 'LOGGED ON', operation: 'log-out', names: 'nothing' },
  {
    form: /^(?:Disconnected|Connection closed)/,
    action: 'sign-out',
    strength: 'LOGGED ON',
    operation: 'end of the connection',
    names: 'nothing',
  },
];

function ofUser(entry: LogEntry, process: string, account: string, text: string): Meaning {
  const head = text.slice(0, 4000);
  const deed = deeds.find(({ form }) => form.test(head));
  if (deed === undefined) return nothing;
  const named = deed.form.exec(head)?.[1] ?? '';
  const messageId = /msgid=<?([^\s,:>]{1,500})/.exec(head)?.[1];
  const isForward = deed.names === 'destination';
  const change = {
    what: 'alias',
    name: 'Sieve script',
    state: 'unknown',
    of: account,
    destinations: [bareAddress(named)],
    actions: [],
    conditions: [],
  } as const;
  const claimed = accessEvent({
    ...stated(entry),
    strength: deed.strength,
    action: deed.action,
    operation: deed.operation,
    actor: deed.action === 'mail-forward' || deed.action === 'mail-delivery' ? '' : account,
    account,
    object:
      deed.names === 'folder'
        ? { kind: 'folder', name: named }
        : isForward
          ? { kind: 'address', name: bareAddress(named) }
          : { kind: 'session', name: process },
    ...messageIdsOf(messageId),
    ...(isForward ? { change } : {}),
    source: `Dovecot, ${process}`,
    doesNotShow: lacking(
      entry,
      isForward
        ? 'It shows that the script of the mailbox passed the message on, not who wrote the script nor when.'
        : 'It does not show who used the account.',
    ),
    facts: [...factIf('text', head)],
  });
  return { kind: 'event', claimed };
}
