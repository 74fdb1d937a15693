import { accessEvent, type AccessAction, type AccessEventClaims, type AccessStrength } from '#model/index.ts';
import { formless, type LineLog, type LineMeaning } from './line-log.ts';
import { writtenTime } from './local-time.ts';

const head =
  /^(?:(\d{4})\/)?(\d{2})\/(\d{2}) (\d{2}:\d{2}:\d{2}\.\d{3}) {1,8}(\d{1,10}) {1,12}(\d{1,10}) ([A-Z]?\d{0,3}[ !+*#]{0,3}) {1,4}/;

/**
 * The log of TeamViewer (`TeamViewer15_Logfile.log`): times of the machine, whose offset from UTC the block states that each start
 * writes. Entries about sessions, who took part, and files that were sent are events; the others are counted.
 */
export const teamViewerLog: LineLog = {
  id: 'teamviewer-log',
  version: '1',
  title: 'Log of TeamViewer',
  mark: 'entries of TeamViewer',
  is: (lines) =>
    lines.filter((line) => head.test(line)).length * 2 > lines.length &&
    lines.some((line) => /TeamViewer|Logger started\.|CKeepAlive|Carrier|CustomConfiguration|tvapplication/.test(line)),
  start() {
    let offsetMinutes: number | null = null;
    let own = '';
    return {
      entry({ first: text }): LineMeaning {
        const match = head.exec(text);
        if (match === null) {
          const zone = /^Start: {1,30}[\d/]{8,10} [\d:.]{8,12} \(UTC(?:([+-])(\d{1,2}):(\d{2}))?\)/.exec(text);
          if (zone !== null) offsetMinutes = (zone[1] === '-' ? -1 : 1) * (Number(zone[2] ?? 0) * 60 + Number(zone[3] ?? 0));
          own = /^ID: {1,30}([1-9]\d{5,11})$/.exec(text)?.[1] ?? own;
          return formless;
        }
        const said = text.slice(match[0].length);
        own = /New machineID = (\d{6,12})/.exec(said.slice(0, 200))?.[1] ?? own;
        const known = meanings.find(({ form }) => form.test(said.slice(0, 1000)));
        if (known === undefined) return { kind: 'other', name: 'entries of the program' };
        // The machine itself takes part in every session.
        if (own !== '' && said.includes(`(ID [${own},`)) return { kind: 'other', name: 'the machine itself as participant' };
        return { kind: 'event', claimed: eventOf(match, said, known, offsetMinutes) };
      },
    };
  },
};

interface EntryMeaning {
  readonly form: RegExp;
  readonly operation: string;
  readonly action: AccessAction;
  readonly strength: AccessStrength;
}

/** Groups: `id` is the number of the other side, `who` its name, `file` a path, `session` the session, `address` an address. */
const meanings: readonly EntryMeaning[] = [
  {
    form: /^CParticipantManagerBase participant (?<who>[^]{0,200}?) \(ID \[(?<id>\d{1,12}),(?<session>-?\d{1,12})\]\) was added with the role/,
    operation: 'participant of a session added',
    action: 'sign-in',
    strength: 'LOGGED ON',
  },
  {
    form: /^CParticipantManagerBase participant (?<who>[^]{0,200}?) \(ID \[(?<id>\d{1,12}),(?<session>-?\d{1,12})\]\) was removed/,
    operation: 'participant of a session removed',
    action: 'sign-out',
    strength: 'LOGGED ON',
  },
  {
    form: /^AuthenticationPasswordLogin_Passive::RunAuthenticationMethod: authentication using [^]{1,60} was successful/,
    operation: 'authentication of the other side was successful',
    action: 'sign-in',
    strength: 'LOGGED ON',
  },
  {
    form: /^AuthenticationPasswordLogin_Passive::RunAuthenticationMethod: authentication using [^]{1,60} was denied/,
    operation: 'authentication of the other side was denied',
    action: 'sign-in',
    strength: 'ATTEMPTED',
  },
  {
    form: /^Negotiating session encryption: client hello received from (?<id>\d{1,12})/,
    operation: 'session asked for from elsewhere',
    action: 'network-connection',
    strength: 'ATTEMPTED',
  },
  {
    form: /^SessionManagerDesktop::IncomingConnection: Connection incoming, sessionID = (?<session>-?\d{1,12})/,
    operation: 'session from elsewhere begins',
    action: 'network-connection',
    strength: 'PRESENT',
  },
  {
    form: /^SessionTerminate[^]{0,100}/,
    operation: 'session ended',
    action: 'sign-out',
    strength: 'LOGGED ON',
  },
  {
    form: /\bpunch received a=(?<address>[0-9A-Fa-f.:[\]]{3,60}):\d{1,5}:/,
    operation: 'address of the other side',
    action: 'network-connection',
    strength: 'PRESENT',
  },
  {
    form: /^(?:Send file|Upload from) "?(?<file>[^"]{1,1000})"?/,
    operation: 'file sent',
    action: 'file-copy',
    strength: 'EXPORTED',
  },
  {
    form: /^(?:Write file|Download from) "?(?<file>[^"]{1,1000})"?/,
    operation: 'file received',
    action: 'file-create',
    strength: 'CHANGED',
  },
];

function eventOf(match: RegExpExecArray, said: string, known: EntryMeaning, offsetMinutes: number | null): AccessEventClaims {
  const [whole, year = '', month = '', day = '', clock = '', processId = ''] = match;
  const groups = known.form.exec(said.slice(0, 1000))?.groups ?? {};
  const { who = '', id = '', session = '', file = '', address = '' } = groups;
  const written = { raw: whole.slice(0, whole.indexOf(clock) + clock.length), year, month, day, clock };
  return accessEvent({
    time: writtenTime(written, year === '' ? null : offsetMinutes, 'time of the log entry'),
    precision: 'millisecond',
    clock: 'clock of the machine',
    strength: known.strength,
    action: known.action,
    operation: known.operation,
    actor: who,
    address,
    process: { name: 'TeamViewer', commandLine: '', id: processId },
    ...(session === '' ? {} : { session }),
    object: file === '' ? { kind: 'session', name: who || id } : { kind: 'file', name: file },
    source: 'log of TeamViewer',
    doesNotShow: `It shows the name that the other side gave itself, not who it was.${
      offsetMinutes === null || year === '' ? ' The log does not state the year or the zone of the time.' : ''
    }`,
    facts: [...(id === '' ? [] : [{ name: 'identifier of the side named', value: id }]), { name: 'message', value: said.slice(0, 1000) }],
  });
}
