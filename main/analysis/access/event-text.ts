import type { FactRecord, RuleValue } from '#model/index.ts';

export type EventRecord = Extract<FactRecord, { kind: 'event' }>;

/**
 * A part of an event that conditions look at, in lower case. Paths are written with `/` throughout.
 * - `command`: command line, script, cmdlet: whatever was told to a program. - `image`: name of the program's file,
 *   `program` its path, `parent` the name of the file of what started it. - `object`: what it was done to.
 * - `change`: name, destinations, actions and conditions of the change. - `facts`: all named values as `name=value`.
 * - `fact X`: one of them by its name, whatever the case. - `all`: everything above.
 */
export type EventField =
  | 'command'
  | 'image'
  | 'program'
  | 'parent'
  | 'object'
  | 'operation'
  | 'client'
  | 'outcome'
  | 'actor'
  | 'account'
  | 'host'
  | 'peer'
  | 'change'
  | 'facts'
  | 'all'
  | `fact ${string}`;

/** Longest text of an event that conditions look at, in UTF-16 code units: what lies beyond is not searched. */
export const longestEventText = 262_144;

/** The named values in which sources keep what was told to a program, beside the command line. */
const commandFacts: ReadonlySet<string> = new Set([
  'scriptblocktext',
  'payload',
  'contextinfo',
  'commandline',
  'hostapplication',
  'command',
  'cmdlet',
  'parameters',
  'proctitle',
]);

/** An event with its texts as conditions want them, each made when it is first asked for. */
export interface EventText {
  readonly record: EventRecord;
  /** All the records that it was put together from: several for a script that was logged in pieces. */
  readonly pieces: readonly EventRecord[];
  readonly text: (field: EventField) => string;
  /** What was told to a program, as it stands: the command line, else the script or cmdlet. */
  readonly told: () => string;
}

/**
 * @param pieces the records of one script in the order of its text; a single record for everything else
 * @param script the text that the pieces give together; left out, that of the record
 */
export function eventText(pieces: readonly [EventRecord, ...EventRecord[]], script?: string): EventText {
  const [record] = pieces;
  const made = new Map<EventField, string>();
  return {
    record,
    pieces,
    told: () => toldBy(record, script),
    text(field) {
      const known = made.get(field);
      if (known !== undefined) return known;
      const text = textOf(record, field, script).slice(0, longestEventText).toLowerCase();
      const written = slashed.has(field) ? withSlashes(text) : text;
      made.set(field, written);
      return written;
    },
  };
}

const slashed: ReadonlySet<EventField> = new Set<EventField>(['image', 'program', 'parent', 'object']);

function textOf(record: EventRecord, field: EventField, script: string | undefined): string {
  const { claimed } = record;
  switch (field) {
    case 'command':
      return commandOf(record, script);
    case 'image':
      return baseName(claimed.process?.name ?? '');
    case 'program':
      return claimed.process?.name ?? '';
    case 'parent':
      return baseName(claimed.process?.parent ?? '');
    case 'object':
      return claimed.object.name;
    case 'client':
      return claimed.client ?? '';
    case 'peer':
      return claimed.peer === undefined ? '' : `${claimed.peer.host} ${claimed.peer.address}`;
    case 'change': {
      const { change } = claimed;
      return change === undefined ? '' : [change.name, ...change.destinations, ...change.actions, ...change.conditions].join('\n');
    }
    case 'facts':
      return claimed.facts.map(({ name, value }) => `${name}=${valueText(value)}`).join('\n');
    case 'all':
      return (['operation', 'command', 'program', 'object', 'client', 'change', 'facts'] as const)
        .map((each) => textOf(record, each, script))
        .join('\n');
    case 'operation':
    case 'outcome':
    case 'actor':
    case 'account':
    case 'host':
      return claimed[field];
    default:
      return factText(record, field.slice('fact '.length));
  }
}

function commandOf({ claimed }: EventRecord, script: string | undefined): string {
  const told = claimed.facts.flatMap(({ name, value }) => (commandFacts.has(name.toLowerCase()) ? [valueText(value)] : []));
  // Cmdlets are the operation of an audit event, and lines of a script may be its object.
  const parts = [claimed.operation, claimed.process?.commandLine ?? '', script ?? '', ...(script === undefined ? told : [])];
  return [...parts, claimed.action === 'script' ? claimed.object.name : ''].filter((part) => part !== '').join('\n');
}

function toldBy({ claimed }: EventRecord, script: string | undefined): string {
  const line = claimed.process?.commandLine ?? '';
  const values = claimed.facts.filter(({ name }) => commandFacts.has(name.toLowerCase())).map(({ value }) => valueText(value));
  const texts = script === undefined ? [line, ...values, claimed.action === 'script' ? claimed.object.name : ''] : [script];
  return texts.find((text) => text !== '') ?? claimed.operation;
}

/** A named value of an event as text, whatever the case of its name; empty where there is none. */
export function factText({ claimed }: EventRecord, name: string): string {
  const wanted = name.toLowerCase();
  const fact = claimed.facts.find((one) => one.name.toLowerCase() === wanted);
  return fact === undefined ? '' : valueText(fact.value);
}

/** A named value of an event as a number; null where there is none. */
export function factNumber(record: EventRecord, name: string): number | null {
  const text = factText(record, name);
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? null : number;
}

function valueText(value: RuleValue['value']): string {
  return typeof value === 'object' ? value.join(';') : String(value);
}

/** The last name of a path of any system. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function withSlashes(text: string): string {
  return text.includes('\\') ? text.replaceAll('\\', '/') : text;
}
