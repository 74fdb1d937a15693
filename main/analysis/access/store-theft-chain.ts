import type { Finding } from '#model/index.ts';
import type { CaseDetector } from '../detector.ts';
import { containsWord, fits } from './event-condition.ts';
import { findingOfEvents } from './event-finding.ts';
import { compareEvents, eventGroup } from './event-group.ts';
import { ruleOf, type EventRule } from './event-rule.ts';
import { citeEvent, countText, quote, timeText } from './event-statement.ts';
import { eventText, type EventRecord, type EventText } from './event-text.ts';
import { putInto } from '../lists-by-key.ts';
import { momentOf } from './mailbox-event.ts';
import { listParameter, numberParameter, settingsOf, type RuleSettings } from './parameter-values.ts';
import { inOrderOfTime, stepColumns, stepRows } from './steps.ts';
import { collectionScriptRules } from './tables/collection-scripts.ts';
import { programsMeaning, transferPrograms } from './tables/mail-places.ts';
import { mailStoreRules } from './tables/mail-stores.ts';
import { storeCommandRules } from './tables/store-commands.ts';

const rule = ruleOf({
  id: 'access.chain.store',
  title: 'Mail stores were looked for, reached, packed and transferred on one machine',
  technique: 'T1114.001',
  level: 'high',
  needs: ['process starts with command line, scripts, file access and connections of one machine'],
  parameters: [
    numberParameter('hours', 'How many hours may lie between the first step and the last.', 12),
    numberParameter('steps', 'How many kinds of steps there must be.', 3),
    listParameter('programs', `Programs that transfer files. ${programsMeaning}`, transferPrograms),
    listParameter('archives', 'Endings of archives, by which a transfer after packing is known.', [
      ...['.7z', '.zip', '.rar', '.tar', '.tar.gz', '.tgz', '.gz', '.cab', '.xz', '.zst'],
    ]),
  ],
  benign: ['The move of a user to another machine takes the same steps.', 'Backup scripts look for stores, pack and send them.'],
  proof: [
    'The archive, or its trace in the file system, and what it held.',
    'The bytes that the transferring program sent (firewall, SRUM).',
    'Who was signed in at the time, and from where.',
  ],
  references: ['MITRE ATT&CK T1114.001, T1560.001, T1074.001, T1048, DET0047 (AN0130), DET0476 (AN1310)'],
});

const stepsOfRules: Readonly<Record<string, string>> = {
  'access.command.stores-searched': 'search',
  'access.store.other-program': 'access',
  'access.store.over-share': 'access',
  'access.script.reads-mailbox': 'access',
  'access.command.mail-folder-read': 'access',
  'access.command.store-archived': 'packing or copy',
  'access.command.store-copied': 'packing or copy',
  'access.command.store-of-shadow-copy': 'packing or copy',
  'access.command.store-sent': 'transfer',
};

const rows: readonly EventRule[] = [...mailStoreRules, ...storeCommandRules, ...collectionScriptRules].filter(
  (row) => stepsOfRules[row.rule.id] !== undefined,
);

/** Most events that are kept as possible steps; those beyond are counted. */
export const mostSteps = 20_000;

interface Step {
  readonly name: string;
  readonly record: EventRecord;
  readonly moment: number;
  /** A transfer counts only after packing, where it names no store itself. */
  readonly needsPacking: boolean;
}

/** Joins the steps by which mail stores are taken from a machine. The order of events does not matter. */
export const storeTheftChain: CaseDetector = {
  rules: [rule],
  start(context) {
    const settings = settingsOf(rule, context.parameters);
    const running = rows.map((row) => ({ row, settings: settingsOf(row.rule, context.parameters) }));
    const steps: Step[] = [];
    let leftOut = 0;
    return {
      consume({ facts }) {
        for (const fact of facts) {
          if (fact.kind !== 'event') continue;
          const moment = momentOf(fact);
          if (moment === null) continue;
          for (const step of stepsOf(eventText([fact]), running, settings)) {
            if (steps.length < mostSteps) steps.push({ ...step, record: fact, moment });
            else leftOut += 1;
          }
        }
      },
      *finish() {
        const byHost = new Map<string, Step[]>();
        for (const step of steps) putInto(byHost, hostOf(step.record), step);
        for (const [host, own] of [...byHost].sort(([one], [other]) => (one < other ? -1 : 1))) {
          for (const chain of chainsOf(own, settings)) yield findingOf(host, chain, leftOut);
        }
      },
    };
  },
};

function* stepsOf(
  event: EventText,
  running: readonly { readonly row: EventRule; readonly settings: RuleSettings }[],
  settings: RuleSettings,
): Generator<Pick<Step, 'name' | 'needsPacking'>> {
  const { action } = event.record.claimed;
  const names = new Set<string>();
  for (const { row, settings: own } of running) {
    const name = stepsOfRules[row.rule.id];
    if (name !== undefined && !names.has(name) && row.actions.includes(action) && fits(row.when, event, own)) {
      names.add(name);
      yield { name, needsPacking: false };
    }
  }
  if (!names.has('transfer') && transfers(event, settings)) yield { name: 'transfer', needsPacking: true };
}

/** A transferring program connects, or is told of an archive. */
function transfers({ record, text }: EventText, settings: RuleSettings): boolean {
  const { action } = record.claimed;
  const image = text('image').replace(/\.exe$/, '');
  if (action === 'network-connection') return settings.list('programs').includes(image);
  if (action !== 'process-start' && action !== 'script') return false;
  const command = text('command');
  const isTransfer = settings.list('programs').some((program) => image === program || containsWord(command, program));
  return isTransfer && settings.list('archives').some((ending) => command.includes(ending));
}

function hostOf({ claimed, evidenceId }: EventRecord): string {
  return claimed.host === '' ? `the machine of ${evidenceId}` : claimed.host.toLowerCase();
}

/** Cuts the steps of a machine into chains: a chain ends when the window since its first step is over. */
function chainsOf(steps: readonly Step[], settings: RuleSettings): readonly (readonly Step[])[] {
  const window = settings.number('hours') * 3_600_000;
  const sorted = [...steps].sort((one, other) =>
    compareEvents(
      { time: one.record.claimed.time, recordId: one.record.recordId },
      { time: other.record.claimed.time, recordId: other.record.recordId },
    ),
  );
  const runs: Step[][] = [];
  for (const step of sorted) {
    const run = runs.at(-1);
    const first = run?.[0];
    if (run === undefined || first === undefined || step.moment - first.moment > window) runs.push([step]);
    else run.push(step);
  }
  return runs.map(withoutLoneTransfers).filter((run) => isChain(run, settings.number('steps')));
}

function withoutLoneTransfers(run: readonly Step[]): readonly Step[] {
  const packed = run.find(({ name }) => name === 'packing or copy')?.moment ?? Number.POSITIVE_INFINITY;
  return run.filter(({ needsPacking, moment }) => !needsPacking || moment >= packed);
}

const order = ['search', 'access', 'packing or copy', 'transfer'];

// The steps must come in their order, each kind by its first event, and end in a copy that can be taken away.
function isChain(run: readonly Step[], fewest: number): boolean {
  const firsts = order.flatMap((name) => {
    const first = run.find((step) => step.name === name);
    return first === undefined ? [] : [first];
  });
  if (firsts.length < fewest || !firsts.some(({ name }) => name === 'packing or copy' || name === 'transfer')) return false;
  return firsts.every((step, index) => index === 0 || step.moment >= (firsts[index - 1]?.moment ?? 0));
}

function findingOf(host: string, run: readonly Step[], leftOut: number): Finding {
  const steps = order.flatMap((name) => {
    const own = run.filter((step) => step.name === name);
    if (own.length === 0) return [];
    const events = eventGroup({ left: 1_000 });
    for (const { record } of own) {
      const field = record.claimed.action.startsWith('file-')
        ? 'object'
        : record.claimed.action === 'network-connection'
          ? 'peer'
          : 'command';
      events.add({ recordId: record.recordId, time: record.claimed.time, citations: [citeEvent(record, field)] });
    }
    return [{ name, events }];
  });
  const [first, ...others] = steps.flatMap(({ events }) => events.earliest.flatMap(({ citations }) => citations).slice(0, 3));
  if (first === undefined) throw new RangeError('A chain has steps.');
  const actors = [...new Set(run.flatMap(({ record }) => (record.claimed.actor === '' ? [] : [record.claimed.actor])))];
  const by =
    actors.length === 0
      ? ''
      : ` by ${actors
          .slice(0, 3)
          .map((actor) => quote(actor))
          .join(', ')}`;
  const told = inOrderOfTime(steps).map(({ name, events }) => `${name} (${countText(events.count, 'event')}, ${timeText(events.first)})`);
  const beyond = leftOut === 0 ? '' : ` ${String(leftOut)} further events could not be kept.`;
  const last = run.at(-1);
  return findingOfEvents(rule, {
    level: rule.level,
    strength: 'CONSISTENT WITH',
    statement: `The events of the evidence state on ${quote(host)}${by}, one after the other, of mail stores: ${told.join(', then ')}.${beyond}`,
    mechanism: 'mail stores taken from a machine',
    time: steps[0]?.events.first ?? null,
    citations: [first, ...others],
    extent: {
      first: run[0]?.record.claimed.time ?? null,
      last: last?.record.claimed.time ?? null,
      count: run.length,
      unit: 'events',
      records: [...new Set(run.map(({ record }) => record.recordId))],
    },
    table: { columns: stepColumns, rows: stepRows(inOrderOfTime(steps)) },
  });
}
