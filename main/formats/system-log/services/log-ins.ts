import { accessEvent, type AccessAction, type AccessEventClaims, type AccessStrength } from '#model/index.ts';
import { nothing, type LogEntry, type LoggedService, type Meaning } from '../log-entry.ts';
import { factIf, lacking, signInEvent, stated } from './mail-words.ts';

/** The server of Secure Shell (OpenSSH, auth.c: auth_log). */
export const sshd: LoggedService = {
  title: 'OpenSSH',
  knows: (program) => program === 'sshd' || program === 'sshd-session' || program === 'dropbear',
  understand(entry) {
    const text = entry.message.trimStart().slice(0, 2000);
    const outcome = /^(Accepted|Failed|Postponed) (\S{1,60}) for (invalid user )?(\S{0,256}) from (\S{1,64}) port (\d{1,5})/.exec(text);
    if (outcome !== null) {
      const isDone = outcome[1] === 'Accepted';
      const key = text.slice(outcome[0].length).replace(/^ {1,4}ssh2(?:: )?/, '');
      const claimed = signInEvent(entry, {
        account: outcome[4] ?? '',
        address: outcome[5] ?? '',
        isDone,
        operation: `${outcome[1] ?? ''} ${outcome[2] ?? ''}`,
        outcome: outcome[3] === undefined ? (outcome[1] ?? '').toLowerCase() : 'failed, no such user',
        source: 'OpenSSH server',
        facts: [...factIf('port', outcome[6]), ...factIf('key', key)],
      });
      return { kind: 'event', claimed };
    }
    const unknown = /^Invalid user (\S{0,256}) from (\S{1,64})/.exec(text);
    if (unknown !== null) {
      const claimed = signInEvent(entry, {
        account: unknown[1] ?? '',
        address: unknown[2] ?? '',
        isDone: false,
        operation: 'Invalid user',
        outcome: 'failed, no such user',
        source: 'OpenSSH server',
        facts: [],
      });
      return { kind: 'event', claimed };
    }
    return pamSession(entry, text);
  },
};

/** sudo (sudoers(5), "Log format"), su, login and the session manager of systemd. */
export const localLogIns: LoggedService = {
  title: 'log-ins on the machine',
  knows: (program) =>
    ['sudo', 'su', 'login', 'systemd-logind', 'gdm-password]', 'gdm', 'gdm-password', 'lightdm', 'sddm', 'doas'].includes(program),
  understand(entry) {
    const text = entry.message.trimStart().slice(0, 4000);
    if (entry.program === 'sudo') {
      const command = sudoCommand(entry, text);
      if (command !== null) return command;
    }
    const session = /^New session (\S{1,40}) of user ([^\s.]{1,256})/.exec(text);
    if (session === null) return pamSession(entry, text);
    const claimed = signInEvent(entry, {
      account: session[2] ?? '',
      address: '',
      isDone: true,
      operation: 'new session',
      outcome: '',
      session: session[1] ?? '',
      source: 'systemd-logind',
      facts: [],
    });
    return { kind: 'event', claimed };
  },
};

// anna : TTY=pts/0 ; PWD=/srv/anna ; USER=root ; COMMAND=/bin/cat /var/mail/bob
function sudoCommand(entry: LogEntry, text: string): Meaning | null {
  const at = text.indexOf(' : ');
  const command = text.indexOf('COMMAND=');
  if (at < 1 || at > 256 || command === -1) return null;
  const between = text.slice(at + 3, command);
  const value = (name: string): string => new RegExp(`(?:^|; )${name}=([^;]{0,500}?) ;`).exec(between)?.[1] ?? '';
  const refusal = /^([^;=]{1,200}) ; /.exec(between)?.[1] ?? '';
  const commandLine = text.slice(command + 8);
  const claimed = accessEvent({
    ...stated(entry),
    strength: refusal === '' ? 'RUN' : 'ATTEMPTED',
    action: 'privilege-use',
    operation: 'sudo',
    actor: text.slice(0, at).trim(),
    account: value('USER'),
    process: { name: commandLine.split(' ')[0] ?? '', commandLine },
    object: { kind: 'other', name: value('PWD') },
    outcome: refusal,
    source: 'sudo',
    doesNotShow: lacking(entry, 'It does not show what the command wrote or read.'),
    facts: [...factIf('terminal', value('TTY')), ...factIf('folder', value('PWD'))],
  });
  return { kind: 'event', claimed };
}

// pam_unix(sshd:session): session opened for user anna(uid=1000) by (uid=0)
function pamSession(entry: LogEntry, text: string): Meaning {
  const pam = /^pam_\w{1,40}\(([\w:-]{1,60})\): (session (?:opened|closed) for user|authentication failure;) ?([^]*)$/.exec(text);
  if (pam === null) return nothing;
  const rest = pam[3] ?? '';
  const isFailure = (pam[2] ?? '').startsWith('authentication');
  const isOpened = (pam[2] ?? '').includes('opened');
  const account = isFailure ? (/ user=(\S{1,256})/.exec(rest)?.[1] ?? '') : (/^([^\s(]{1,256})/.exec(rest)?.[1] ?? '');
  const action: AccessAction = isFailure || isOpened ? 'sign-in' : 'sign-out';
  const strength: AccessStrength = isFailure ? 'ATTEMPTED' : 'LOGGED ON';
  const claimed: AccessEventClaims = accessEvent({
    ...stated(entry),
    strength,
    action,
    operation: isFailure ? 'authentication failure' : isOpened ? 'session opened' : 'session closed',
    actor: account,
    account,
    address: isFailure ? (/ rhost=(\S{1,255})/.exec(rest)?.[1] ?? '') : '',
    object: { kind: 'session', name: pam[1] ?? '' },
    outcome: isFailure ? 'failed' : '',
    source: 'PAM',
    doesNotShow: lacking(entry, 'It does not show what was done in the session.'),
    facts: [...factIf('text', rest)],
  });
  return { kind: 'event', claimed };
}
