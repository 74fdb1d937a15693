import type { Citation, Finding } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { findingOfEvents } from './event-finding.ts';
import { compareEvents } from './event-group.ts';
import { ruleOf } from './event-rule.ts';
import { circumstancesOf, citeEvent, nameEvent, quote, timeText } from './event-statement.ts';
import { baseName, type EventRecord } from './event-text.ts';
import { momentOf } from './mailbox-event.ts';
import { listParameter, numberParameter, settingsOf, type RuleSettings } from './parameter-values.ts';

const byScript = ruleOf({
  id: 'access.outlook.automated-by-script',
  title: 'A script program started, and Outlook was then started by automation',
  technique: 'T1114.001',
  level: 'medium',
  needs: ['process starts of one machine with command line and time'],
  parameters: [
    numberParameter('seconds', 'Within how many seconds.', 60),
    listParameter('scripts', 'Programs that run scripts.', [
      'powershell',
      'pwsh',
      'wscript',
      'cscript',
      'mshta',
      'rundll32',
      'regsvr32',
      'python',
      'cmd',
    ]),
    listParameter('words', 'What the system adds when a program asks for Outlook.', ['-embedding', '/automation', '-automation']),
  ],
  benign: ['Scripts of the organisation send or file mail through Outlook.'],
  proof: ['The script, and what it wrote.', 'Mail that was then sent or opened.'],
  references: ['Elastic 1dee0500-4aeb-44ca-b24b-4a285d7b6ba1', 'MITRE ATT&CK T1114.001, T1559.001'],
});

const withoutClient = ruleOf({
  id: 'access.file.rule-file-without-client',
  title: 'A file of rules was written while its mail program did not run',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['file events with time', 'process starts and ends of the same machine that cover the time'],
  parameters: [
    listParameter('files', 'Endings of the paths of such files.', [
      '/msgfilterrules.dat',
      '/syncedrules.plist',
      '/unsyncedrules.plist',
      '/rulesactivestate.plist',
    ]),
    listParameter('clients', 'The mail programs that write them.', ['thunderbird', 'thunderbird-bin', 'mail']),
  ],
  benign: ['Synchronisation, backup and the move to another machine write whole profiles.', 'The record of process starts has gaps.'],
  proof: ['What program wrote the file.', 'The rules in the file, and an earlier state of it from a backup.'],
  references: ['Elastic d7b57cbd-de03-4c3b-8278-daa1ee4a6772', 'MITRE ATT&CK T1114.003, DET0576 (AN1590, AN1592)'],
});

/** Most events of each kind that are kept. */
export const mostKept = 20_000;

interface Kept {
  readonly record: EventRecord;
  readonly moment: number;
}

/** What is remembered of one machine. */
interface Host {
  readonly scripts: Kept[];
  readonly automated: Kept[];
  readonly written: Kept[];
  /** Starts and ends of the mail programs. */
  readonly runs: Kept[];
  /** From when to when process starts are recorded at all. */
  first: number;
  last: number;
}

/** Looks at which programs ran on a machine at a time. The order of events does not matter. */
export const programsOfHost: CaseDetector = {
  rules: [byScript, withoutClient],
  start(context) {
    const ofScript = settingsOf(byScript, context.parameters);
    const ofFile = settingsOf(withoutClient, context.parameters);
    const hosts = new Map<string, Host>();
    let kept = 0;
    const keep = (list: Kept[], one: Kept): void => {
      if (kept < mostKept) list.push(one);
      kept += 1;
    };
    return {
      consume({ facts }) {
        for (const fact of facts) {
          const moment = fact.kind === 'event' ? momentOf(fact) : null;
          if (fact.kind !== 'event' || moment === null) continue;
          const { action, object } = fact.claimed;
          const isProcess = action === 'process-start' || action === 'process-end';
          const isRuleFile = action.startsWith('file-') && action !== 'file-open' && endsAsOne(object.name, ofFile.list('files'));
          if (!isProcess && !isRuleFile) continue;
          const host = hostOf(hosts, fact);
          if (isRuleFile) keep(host.written, { record: fact, moment });
          if (!isProcess) continue;
          const image = imageOf(fact);
          if (ofFile.list('clients').includes(image)) keep(host.runs, { record: fact, moment });
          if (action === 'process-end') continue;
          host.first = Math.min(host.first, moment);
          host.last = Math.max(host.last, moment);
          const command = fact.claimed.process?.commandLine.toLowerCase() ?? '';
          if (image === 'outlook' && ofScript.list('words').some((word) => command.includes(word)))
            keep(host.automated, { record: fact, moment });
          else if (ofScript.list('scripts').includes(image)) keep(host.scripts, { record: fact, moment });
        }
      },
      *finish() {
        const note = kept > mostKept ? ` ${String(kept - mostKept)} further events could not be kept.` : '';
        for (const name of [...hosts.keys()].sort()) {
          const host = hosts.get(name);
          if (host === undefined) continue;
          yield* scriptsBefore(host, ofScript, note);
          yield* writtenAlone(host, note);
        }
      },
    };
  },
};

function hostOf(hosts: Map<string, Host>, { claimed, evidenceId }: EventRecord): Host {
  const name = claimed.host === '' ? evidenceId : claimed.host.toLowerCase();
  const known = hosts.get(name);
  if (known !== undefined) return known;
  const made = { scripts: [], automated: [], written: [], runs: [], first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  hosts.set(name, made);
  return made;
}

function imageOf({ claimed }: EventRecord): string {
  return baseName(claimed.process?.name ?? '')
    .toLowerCase()
    .replace(/\.exe$/, '');
}

function endsAsOne(path: string, endings: readonly string[]): boolean {
  const plain = path.slice(-300).replaceAll('\\', '/').toLowerCase();
  return endings.some((ending) => plain.endsWith(ending));
}

function sorted(list: readonly Kept[]): readonly Kept[] {
  return [...list].sort((one, other) =>
    compareEvents(
      { time: one.record.claimed.time, recordId: one.record.recordId },
      { time: other.record.claimed.time, recordId: other.record.recordId },
    ),
  );
}

function* scriptsBefore(host: Host, settings: RuleSettings, note: string): Generator<Finding> {
  const scripts = sorted(host.scripts);
  const span = settings.number('seconds') * 1_000;
  let at = 0;
  for (const { record, moment } of sorted(host.automated)) {
    while ((scripts[at + 1]?.moment ?? Number.POSITIVE_INFINITY) <= moment) at += 1;
    const before = scripts[at];
    if (before === undefined || before.moment > moment || moment - before.moment > span) continue;
    const seconds = String(Math.round((moment - before.moment) / 1_000));
    yield found(byScript, before.record, [citeEvent(before.record, 'command'), citeEvent(record, 'command')], {
      strength: 'CONSISTENT WITH',
      mechanism: 'Outlook started by a script',
      statement: `${nameEvent(before.record)} states that ${quote(imageOf(before.record))} was started${circumstancesOf(before.record)}; ${seconds} seconds later Outlook was started by automation.${note}`,
    });
  }
}

function* writtenAlone(host: Host, note: string): Generator<Finding> {
  const isRunning = runningAt(sorted(host.runs));
  for (const { record, moment } of sorted(host.written)) {
    if (moment < host.first || moment > host.last || isRunning(moment)) continue;
    yield found(withoutClient, record, [citeEvent(record, 'object')], {
      strength: 'CHANGED',
      mechanism: 'rules of a mail program written from outside',
      statement: `${nameEvent(record)} states that ${quote(record.claimed.object.name)} was written at ${timeText(record.claimed.time)}${circumstancesOf(record)}; no event states that the mail program ran then.${note}`,
    });
  }
}

/**
 * A program runs from its start to its end; one whose end is not recorded is taken to run on.
 * @param runs starts and ends in order of time
 * @returns tells of moments, asked for in order of time, whether a program ran
 */
function runningAt(runs: readonly Kept[]): (moment: number) => boolean {
  const open = new Map<string, number>();
  let [count, next] = [0, 0];
  return (moment) => {
    for (let run = runs[next]; run !== undefined && run.moment <= moment; run = runs[(next += 1)]) {
      const id = run.record.claimed.process?.id ?? '';
      const isStart = run.record.claimed.action === 'process-start';
      const before = open.get(id) ?? 0;
      open.set(id, Math.max(0, before + (isStart ? 1 : -1)));
      count += isStart ? 1 : before > 0 ? -1 : 0;
    }
    return count > 0;
  };
}

function found(
  rule: typeof byScript,
  record: EventRecord,
  citations: readonly [Citation, ...Citation[]],
  stated: Pick<Finding, 'strength' | 'mechanism' | 'statement'>,
): Finding {
  return findingOfEvents(rule, { level: rule.level, ...stated, time: record.claimed.time, citations });
}
