import { accessEvent, type AccessEventClaims, type ClaimedTime } from '#model/index.ts';
import { around, formless, more, type LineLog, type LineMeaning } from './line-log.ts';
import { writtenTime } from './local-time.ts';

const rule = /^\*{20,}$/;
const stamp = /^([^:]{2,40}): ?(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
const prompt = /^(?:\[[^\]]{1,255}\]: )?PS (?:[A-Za-z]:\\|\\\\|\/|[A-Za-z]{2,20}:\\?|~)[^>]{0,1000}> ?/;

/**
 * Transcripts of PowerShell (Start-Transcript; `PowerShell_transcript.*.txt`), in whatever language: the head of a session is known by
 * its form, since the words are those of the system. Each command is an event, and the beginning of each session; what commands
 * wrote is counted in lines. Times are local, without a zone.
 */
export const powershellTranscript: LineLog = {
  id: 'powershell-transcript',
  version: '1',
  title: 'Transcript of PowerShell',
  mark: 'the head of a transcript of PowerShell',
  is: (lines) =>
    rule.test(lines[0] ?? '') && stamp.test(lines[2] ?? '') && lines.slice(1, 10).some((line) => /PowerShell|pwsh/i.test(line)),
  start() {
    let session: Session | null = null;
    let commandTime: ClaimedTime | null = null;
    return {
      entry({ first, all }, next): LineMeaning {
        // A head has at most some forty lines.
        const lines = all();
        if (rule.test(first)) {
          // A head has the time in its second line; what stands between rules else is the time of a command, or the end.
          const time = stamp.exec(lines[lines.length - 1] ?? '');
          if (lines.length === 1) return next !== null && !prompt.test(next) ? more : around;
          if (lines.length === 2 && time === null) return next !== null && stamp.test(next) ? more : around;
          const isClosed = lines.length > 2 && rule.test(lines[lines.length - 1] ?? '');
          if (!isClosed && lines.length < 40 && next !== null && !prompt.test(next)) return more;
          const stated = lines.map((line) => stamp.exec(line)).find((match) => match !== null) ?? null;
          if (stated === null) return around;
          if (lines.length <= 3) {
            commandTime = timeOf(stated);
            return around;
          }
          const begun = sessionOf(lines, timeOf(stated));
          if (begun === null) return around;
          session = begun;
          commandTime = null;
          return { kind: 'event', claimed: beginning(session) };
        }
        const shown = prompt.exec(first);
        if (shown === null) return formless;
        const command = first.slice(shown[0].length).trim();
        if (command === '') return around;
        // An error that ended a command is written behind the prompt.
        if (command.startsWith('TerminatingError(')) return formless;
        const claimed = commandEvent(command, shown[0].trim(), session, commandTime);
        commandTime = null;
        return { kind: 'event', claimed };
      },
    };
  },
};

interface Session {
  readonly time: ClaimedTime;
  readonly user: string;
  readonly runAs: string;
  readonly host: string;
  readonly program: string;
  readonly processId: string;
}

// The lines of a head stand in one order in every language: time, user, user that it runs as, configuration, machine, program, process.
function sessionOf(lines: readonly string[], time: ClaimedTime): Session | null {
  const values = lines.slice(2).map((line) => /^[^:]{1,60}:\s?(.{0,1000})$/.exec(line)?.[1]?.trim() ?? '');
  const machine = values.findIndex((value) => /^\S{1,255} \([^()]{3,200}\)$/.test(value));
  if (machine < 2) return null;
  return {
    time,
    user: values[1] ?? '',
    runAs: machine >= 3 ? (values[2] ?? '') : '',
    host: (values[machine] ?? '').split(' ')[0] ?? '',
    program: values[machine + 1] ?? '',
    processId: /^\d{1,10}$/.exec(values[machine + 2] ?? '')?.[0] ?? '',
  };
}

function timeOf(match: RegExpExecArray): ClaimedTime {
  const [, label = '', year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  const clock = `${hour}:${minute}:${second}`;
  return writtenTime({ raw: `${year}${month}${day}${hour}${minute}${second}`, year, month, day, clock }, null, `transcript, ${label}`);
}

const source = 'transcript of PowerShell';
const zone = 'The transcript does not name the zone of its times.';

function beginning(session: Session): AccessEventClaims {
  return accessEvent({
    ...stated(session, session.time),
    strength: 'RUN',
    action: 'process-start',
    operation: 'session of PowerShell begun',
    object: { kind: 'session', name: session.program },
    source,
    doesNotShow: `It shows the beginning of the transcript, which may be later than that of the program. ${zone}`,
    facts: session.runAs === '' ? [] : [{ name: 'runs as', value: session.runAs }],
  });
}

function commandEvent(command: string, shown: string, session: Session | null, commandTime: ClaimedTime | null): AccessEventClaims {
  const text = command.slice(0, 8000);
  const own = stated(session, commandTime ?? session?.time ?? null);
  return accessEvent({
    ...own,
    process: { ...(own.process ?? { name: 'powershell' }), commandLine: text },
    strength: 'RUN',
    action: 'script',
    operation: 'command in a session of PowerShell',
    object: { kind: 'other', name: text },
    source,
    doesNotShow: `It does not show whether the command succeeded. ${
      commandTime === null ? 'The time is that of the beginning of the session: that of the command is not stated. ' : ''
    }${zone}`,
    facts: [{ name: 'prompt', value: shown.slice(0, 1000) }],
  });
}

function stated(
  session: Session | null,
  time: ClaimedTime | null,
): Pick<AccessEventClaims, 'time' | 'precision' | 'clock' | 'actor' | 'account' | 'host' | 'process'> {
  return {
    time,
    precision: time === null ? 'unknown' : 'second',
    clock: 'clock of the machine',
    actor: session?.user ?? '',
    account: session?.runAs || (session?.user ?? ''),
    host: session?.host ?? '',
    process:
      session === null ? null : { name: session.program, commandLine: '', ...(session.processId === '' ? {} : { id: session.processId }) },
  };
}
