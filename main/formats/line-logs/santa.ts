import { accessEvent, type AccessAction, type AccessEventClaims, type AccessStrength } from '#model/index.ts';
import { formless, type LineLog, type LineMeaning } from './line-log.ts';
import { writtenTime } from './local-time.ts';

const head = /^\[(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)Z\] ([A-Z]) santad: /;

/**
 * The log of Santa, which allows and refuses programs on macOS (`/var/db/santa/santa.log`; documentation of Santa, "Logging"): fields
 * `name=value` between `|`, times in UTC. Each entry is an event.
 */
export const santaLog: LineLog = {
  id: 'santa-log',
  version: '1',
  title: 'Log of Santa (programs and files on macOS)',
  mark: 'entries of Santa',
  is: (lines) => lines.length > 0 && lines.slice(0, 3).some((line) => head.test(line)),
  start: () => ({
    entry({ first: text }): LineMeaning {
      const match = head.exec(text);
      if (match === null) return / \*{3} LOG MESSAGE QUOTA EXCEEDED /.test(text.slice(0, 200)) ? lostEntries : formless;
      const fields = fieldsOf(text.slice(match[0].length));
      return fields.has('action') ? { kind: 'event', claimed: eventOf(match, fields) } : { kind: 'other', name: `level ${match[5] ?? ''}` };
    },
  }),
};

const lostEntries: LineMeaning = { kind: 'other', name: 'notes of the system that it discarded entries of Santa' };

const mostFields = 60;

// Santa writes a bar within a value as <pipe>.
function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split('|')
      .slice(0, mostFields)
      .map((field) => {
        const equals = field.indexOf('=');
        return [field.slice(0, Math.max(equals, 0)).trim(), field.slice(equals + 1).replaceAll('<pipe>', '|')];
      }),
  );
}

const meanings: ReadonlyMap<string, readonly [AccessAction, AccessStrength]> = new Map<string, readonly [AccessAction, AccessStrength]>([
  ['EXEC', ['process-start', 'RUN']],
  ['EXIT', ['process-end', 'RUN']],
  ['FORK', ['process-start', 'RUN']],
  ['WRITE', ['file-write', 'CHANGED']],
  ['RENAME', ['file-rename', 'CHANGED']],
  ['LINK', ['file-create', 'CHANGED']],
  ['DELETE', ['file-delete', 'CHANGED']],
  ['CLONE', ['file-copy', 'CHANGED']],
  ['COPYFILE', ['file-copy', 'CHANGED']],
  ['LOGIN', ['sign-in', 'LOGGED ON']],
  ['LOGOUT', ['sign-out', 'LOGGED ON']],
]);

function eventOf(match: RegExpExecArray, fields: ReadonlyMap<string, string>): AccessEventClaims {
  const [whole, year = '', month = '', day = '', clock = ''] = match;
  const of = (name: string): string => fields.get(name) ?? '';
  const operation = of('action').slice(0, 60);
  const [action, strength] = meanings.get(operation) ?? ['other', 'PRESENT'];
  const isProgram = operation === 'EXEC' || operation === 'FORK';
  const isRefused = of('decision') === 'DENY';
  const program = isProgram ? of('path') : of('processpath') || of('process');
  const path = operation === 'EXIT' ? '' : of('path') || of('mount') || of('dmgpath') || of('volume');
  return accessEvent({
    time: writtenTime({ raw: whole.slice(1, whole.indexOf(']')), year, month, day, clock }, 0, 'time of the log entry'),
    precision: clock.includes('.') ? 'millisecond' : 'second',
    clock: 'clock of the machine',
    strength: isRefused ? 'ATTEMPTED' : strength,
    action,
    operation,
    actor: of('user').slice(0, 256),
    account: of('user').slice(0, 256),
    process:
      program === '' && of('pid') === ''
        ? null
        : {
            name: program.slice(0, 4096),
            commandLine: of('args').slice(0, 4096),
            id: of('pid').slice(0, 20),
            ...(of('ppid') === '' ? {} : { parent: `process ${of('ppid').slice(0, 20)}` }),
          },
    object: { kind: path === '' ? 'other' : 'file', name: path.slice(0, 4096) },
    outcome: of('decision').slice(0, 60),
    source: 'log of Santa',
    doesNotShow: 'It shows what the program was, not what it did; writes are logged of watched places alone.',
    facts: [...fields].flatMap(([name, value]) =>
      name === '' || value === '' || value === '(null)' || ['action', 'path', 'args', 'pid', 'user'].includes(name)
        ? []
        : [{ name: name.slice(0, 60), value: value.slice(0, 1000) }],
    ),
  });
}
