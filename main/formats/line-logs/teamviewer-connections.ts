import { accessEvent, type AccessEventClaims, type ClaimedTime } from '#model/index.ts';
import { formless, type LineLog, type LineMeaning } from './line-log.ts';
import { writtenTime } from './local-time.ts';

/** Columns stand between tabs, or in room of fixed width. Their number tells which of the two files it is. */
const row =
  /^(\d{6,12})(?:\t|\s{2,})(?:(?!\d{2}-\d{2}-\d{4} )([^\t]{1,200}?)(?:\t|\s{2,}))?(\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2})(?:\t|\s{2,})(\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2})?(?:\t|\s{2,})([^\t]{0,200}?)(?:\t|\s{2,})([A-Za-z]{1,40})(?:\t|\s{2,})(\{[0-9A-Fa-f-]{36}\})?\s{0,200}$/;

/**
 * What TeamViewer keeps of sessions: `connections_incoming.txt` of those to the machine, in UTC, with the name that the other side
 * gave, and `Connections.txt` of those from it, whose zone nothing states. Each session is an event.
 */
export const teamViewerConnections: LineLog = {
  id: 'teamviewer-connections',
  version: '1',
  title: 'Sessions of TeamViewer (connections_incoming.txt, Connections.txt)',
  mark: 'a session of TeamViewer',
  is: (lines) => row.test(lines[0] ?? ''),
  start: () => ({
    entry({ first: text }): LineMeaning {
      const match = row.exec(text);
      return match === null ? formless : { kind: 'event', claimed: eventOf(match) };
    },
  }),
};

function eventOf(match: RegExpExecArray): AccessEventClaims {
  const [, partner = '', name = '', start = '', end = '', user = '', mode = '', session = ''] = match;
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
