import { accessEvent, type AccessEventClaims, type ClaimedTime } from '#model/index.ts';
import { formless, type LineLog, type LineMeaning } from './line-log.ts';
import { writtenTime } from './local-time.ts';

/** A row is far shorter; a longer line is none. */
const longestRow = 2000;
const stamp = /^\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2}$/;

/** What a row states; empty texts for what it leaves out. */
interface Row {
  readonly partner: string;
  readonly name: string;
  readonly start: string;
  readonly end: string;
  readonly user: string;
  readonly mode: string;
  readonly session: string;
}

// Columns stand between tabs, or in room of fixed width. A name before the times tells which of the two files it is.
function rowOf(line: string): Row | null {
  if (line.length > longestRow || !/^\d{6,12}[\t ]/.test(line)) return null;
  const cells = (line.includes('\t') ? line.split('\t') : line.split(/ {2,}/)).map((cell) => cell.trim()).filter((cell) => cell !== '');
  const [partner = '', ...others] = cells;
  const name = stamp.test(others[0] ?? '') ? '' : (others.shift() ?? '');
  const start = others.shift() ?? '';
  const end = stamp.test(others[0] ?? '') ? (others.shift() ?? '') : '';
  const session = /^\{[0-9A-Fa-f-]{36}\}$/.test(others.at(-1) ?? '') ? (others.pop() ?? '') : '';
  const mode = others.pop() ?? '';
  const [user = '', ...further] = others;
  const isRow = /^\d{6,12}$/.test(partner) && stamp.test(start) && /^[A-Za-z]{1,40}$/.test(mode) && further.length === 0;
  return isRow ? { partner, name, start, end, user, mode, session } : null;
}

/**
 * What TeamViewer keeps of sessions: `connections_incoming.txt` of those to the machine, in UTC, with the name that the other side
 * gave, and `Connections.txt` of those from it, whose zone nothing states. Each session is an event.
 */
export const teamViewerConnections: LineLog = {
  id: 'teamviewer-connections',
  version: '1',
  title: 'Sessions of TeamViewer (connections_incoming.txt, Connections.txt)',
  mark: 'a session of TeamViewer',
  is: (lines) => rowOf(lines[0] ?? '') !== null,
  start: () => ({
    entry({ first: text }): LineMeaning {
      const row = rowOf(text);
      return row === null ? formless : { kind: 'event', claimed: eventOf(row) };
    },
  }),
};

function eventOf({ partner, name, start, end, user, mode, session }: Row): AccessEventClaims {
  const isIncoming = name !== '';
  const time = (text: string): ClaimedTime => {
    const [day = '', month = '', year = ''] = text.slice(0, 10).split('-');
    return writtenTime(
      { raw: text, year, month, day, clock: text.slice(11) },
      isIncoming ? 0 : null,
      'beginning of the session of TeamViewer',
    );
  };
  const until = end === '' ? null : time(end);
  return accessEvent({
    time: time(start),
    precision: 'second',
    clock: 'clock of the machine',
    strength: 'LOGGED ON',
    action: 'sign-in',
    operation: isIncoming ? 'session of TeamViewer to this machine' : 'session of TeamViewer from this machine',
    actor: isIncoming ? name : user,
    account: user,
    process: { name: 'TeamViewer', commandLine: '' },
    ...(session === '' ? {} : { session }),
    object: { kind: 'session', name: mode },
    source: isIncoming ? 'TeamViewer, connections_incoming.txt' : 'TeamViewer, Connections.txt',
    doesNotShow: isIncoming
      ? 'It shows the name that the other side gave itself, not who it was, nor what was done in the session.'
      : 'It does not show what was done in the session. The file does not name the zone of its times.',
    facts: [
      { name: 'identifier of the other side', value: partner },
      ...(name === '' ? [] : [{ name: 'name of the other side', value: name }]),
      ...(until === null ? [] : [{ name: 'until', value: until.instant ?? until.raw }]),
    ],
  });
}
