import type { RuleValue } from '#model/index.ts';

/**
 * A record of a log collector, as paths of names: `{"log":{"syslog":{"appname":"a"}}}` and `{"log.syslog.appname":"a"}` both have
 * `log.syslog.appname`. Fields are asked for in lower case by letters, digits, `@` and points alone, since exports of one collector
 * write `_SYSTEMD_UNIT`, `app-name` and `SyslogMessage`.
 */
export interface CollectedRecord {
  /** Steps from the value to the record, as they are written: `_source`, `hits[2]`. */
  readonly path: readonly string[];
  /** Text of each field with a text or number. */
  readonly fields: ReadonlyMap<string, CollectedField>;
  /** How many further fields there are that were not looked at. */
  readonly further: number;
}

export interface CollectedField {
  /** Names as they are written, joined by points. */
  readonly name: string;
  readonly text: string;
}

const mostFields = 300;
const deepest = 6;

/** Members that hold the record itself, in what collectors and tools put around it. */
const wrappers = ['_source', 'input', 'result', 'message', 'event', 'record', 'jsonpayload'];
/** Members that hold several. */
const lists = ['hits', 'messages', 'results', 'records', 'items', 'entries', 'logs', 'events', 'value'];

/** The records that a value of an export holds; one, mostly. What stands beside a record in its wrapper is among its fields. */
export function* collectedRecords(value: unknown): Generator<CollectedRecord, void, undefined> {
  yield* within(value, [], [], 0);
}

function* within(
  value: unknown,
  path: readonly string[],
  beside: readonly Readonly<Record<string, unknown>>[],
  depth: number,
): Generator<CollectedRecord, void, undefined> {
  if (!isObject(value) || depth > deepest) return;
  // What has a line itself is the record, whatever else is in it: Filebeat has an object `input` beside the message.
  if (isRecord(value)) {
    yield recordOf(value, path, beside);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const plain = name.toLowerCase();
    if (wrappers.includes(plain) && isObject(member)) {
      yield* within(member, [...path, name], [...beside, without(value, name)], depth + 1);
      return;
    }
    if (!lists.includes(plain)) continue;
    if (isObject(member)) {
      yield* within(member, [...path, name], beside, depth + 1);
      return;
    }
    if (!Array.isArray(member) || !member.some(isObject)) continue;
    for (const [index, one] of member.entries()) yield* within(one, [...path, `${name}[${String(index)}]`], [], depth + 1);
    return;
  }
  yield recordOf(value, path, beside);
}

function recordOf(
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
  beside: readonly Readonly<Record<string, unknown>>[],
): CollectedRecord {
  const fields = new Map<string, CollectedField>();
  let further = 0;
  const add = (object: Readonly<Record<string, unknown>>, names: readonly string[]): void => {
    for (const [name, member] of Object.entries(object)) {
      const full = [...names, name];
      // Elasticsearch gives fields as lists of their values, and OpenTelemetry texts as objects.
      const one = Array.isArray(member) && member.length === 1 ? (member[0] as unknown) : member;
      if (isObject(one)) {
        if (full.length < deepest) add(one, full);
        else further += 1;
        continue;
      }
      const text = typeof one === 'string' ? one : typeof one === 'number' || typeof one === 'boolean' ? String(one) : '';
      if (text === '') continue;
      const plain = full.map(plainName).join('.');
      if (fields.size >= mostFields) further += 1;
      else if (!fields.has(plain)) fields.set(plain, { name: full.join('.'), text });
    }
  };
  add(value, []);
  for (const outer of [...beside].reverse()) add(outer, []);
  return { path, fields, further };
}

/** The first of some fields that the record has, or null. */
export function fieldOf({ fields }: CollectedRecord, names: readonly string[]): CollectedField | null {
  for (const name of names) {
    const field = fields.get(name);
    if (field !== undefined) return field;
  }
  return null;
}

const mostFacts = 40;
const longestFact = 300;

/** What the collector says beside the line, as facts: `collector: agent.name`. */
export function collectorFacts(record: CollectedRecord, line: CollectedField): RuleValue[] {
  const others = [...record.fields.values()].filter(({ name, text }) => name !== line.name && text !== line.text);
  const beyond = others.length - mostFacts + record.further;
  return [
    ...others.slice(0, mostFacts).map(({ name, text }) => ({
      name: `collector: ${name.slice(0, 100)}`,
      value: text.length > longestFact ? `${text.slice(0, longestFact)} … (${String(text.length)} characters)` : text,
    })),
    ...(beyond > 0 ? [{ name: 'collector: further fields', value: beyond }] : []),
  ];
}

const lines = ['message', 'log', 'line', 'msg', '_raw', 'syslogmessage', 'full_message', 'short_message', 'textpayload', 'rawmsg'];

/** Whether a value has a line itself, so that lists and objects in it are its fields and hold no records. */
export function isRecord(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.entries(value).some(([name, member]) => typeof member === 'string' && lines.includes(name.toLowerCase()));
}

function without(value: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9.@]/g, '');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
