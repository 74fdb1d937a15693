import { accessEvent, type AccessAction, type AccessEventClaims, type AccessStrength } from '#model/index.ts';
import { formless, type LineLog, type LineMeaning } from './line-log.ts';
import { monthNumber, writtenTime } from './local-time.ts';

const head = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4}) \[pid (\d{1,10})\] /;

/**
 * The log of the FTP server vsftpd (vsftpd.conf(5), `vsftpd_log_file`; logging.c): times of the server without a zone. Mailboxes
 * and archives leave a server by it.
 */
export const vsftpdLog: LineLog = {
  id: 'vsftpd-log',
  version: '1',
  title: 'Log of the FTP server vsftpd',
  mark: 'entries of the FTP server vsftpd',
  is: (lines) => lines.length > 0 && head.test(lines[0] ?? '') && /(?:CONNECT: Client|: Client) "/.test(lines[0] ?? ''),
  start: () => ({
    entry({ first: text }): LineMeaning {
      const match = head.exec(text);
      const said = /^(?:\[([^\]]{0,256})\] )?(?:(OK|FAIL) )?([A-Z]{2,20})(?: [a-z]{1,20})?: Client "([^"]{1,64})"([^]*)$/.exec(
        text.slice(match?.[0].length ?? 0),
      );
      if (match === null) return formless;
      if (said === null) return { kind: 'other', name: /"?([A-Za-z]{1,20})/.exec(text.slice(match[0].length))?.[1] ?? '' };
      // What was said on the wire (`log_ftp_protocol`) is told by the entries of what came of it.
      if (said[3] === 'FTP') return { kind: 'other', name: 'commands and answers of the protocol' };
      return { kind: 'event', claimed: eventOf(match, said) };
    },
  }),
};

const meanings: ReadonlyMap<string, readonly [AccessAction, AccessStrength]> = new Map<string, readonly [AccessAction, AccessStrength]>([
  ['CONNECT', ['network-connection', 'PRESENT']],
  ['LOGIN', ['sign-in', 'LOGGED ON']],
  ['DOWNLOAD', ['file-copy', 'EXPORTED']],
  ['UPLOAD', ['file-create', 'CHANGED']],
  ['MKDIR', ['file-create', 'CHANGED']],
  ['RENAME', ['file-rename', 'CHANGED']],
  ['DELETE', ['file-delete', 'CHANGED']],
  ['RMDIR', ['file-delete', 'CHANGED']],
  ['CHMOD', ['file-write', 'CHANGED']],
]);

function eventOf(match: RegExpExecArray, said: RegExpExecArray): AccessEventClaims {
  const [whole, month = '', day = '', clock = '', year = '', processId = ''] = match;
  const [, user = '', outcome = '', operation = '', address = '', rest = ''] = said;
  const [action, strength] = meanings.get(operation) ?? ['other', 'PRESENT'];
  const path = /^, "([^]{0,4096}?)"(?:, |$)/.exec(rest)?.[1] ?? '';
  const size = /, (\d{1,15}) bytes/.exec(rest.slice(path.length))?.[1];
  const raw = whole.slice(0, whole.indexOf(' [')).trim();
  return accessEvent({
    time: writtenTime({ raw, year, month: monthNumber(month) ?? month, day, clock }, null, 'time of the log entry'),
    precision: 'second',
    clock: 'clock of the server',
    // All but connections state their outcome.
    strength: outcome === 'FAIL' ? 'ATTEMPTED' : outcome === 'OK' ? strength : 'PRESENT',
    action,
    operation,
    actor: user,
    account: user,
    address,
    object: path === '' ? { kind: 'session', name: 'vsftpd' } : { kind: 'file', name: path },
    outcome,
    source: 'log of vsftpd',
    doesNotShow: 'It does not show who used the account. The entry does not name the zone of its time.',
    facts: [
      { name: 'process', value: Number(processId) },
      ...(size === undefined ? [] : [{ name: 'bytes', value: Number(size) }]),
      ...(rest === '' ? [] : [{ name: 'text', value: rest.replace(/^, /, '').slice(0, 1000) }]),
    ],
  });
}
