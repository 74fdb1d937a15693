import { parseExactly } from '#formats/log-text/index.ts';
import { columnsOf, readColumns } from './event-columns.ts';
import type { EventCollector } from './event-collector.ts';

/** Objects within each other that are followed; exports have some eight. */
const deepest = 24;

type JsonObject = Readonly<Record<string, unknown>>;

/** The shapes of JSON in which events are exported. */
export type JsonShape =
  /** The XML form as objects: evtx_dump and others; the attributes of an element in a member of their own. */
  | 'event'
  /** Winlogbeat: what Windows says lies in `winlog`. */
  | 'winlogbeat'
  /** Members named as the columns of a list: Get-WinEvent, EvtxECmd, and the flat form that NXLog sends. */
  | 'columns';

/** Which shape an object has; null where it is no event of Windows. */
export function shapeOf(value: unknown): JsonShape | null {
  const record = unwrapped(value);
  if (record === null) return null;
  if (isObject(record['Event']) && isObject(record['Event']['System'])) return 'event';
  const winlog = record['winlog'];
  if (isObject(winlog) && (winlog['event_id'] !== undefined || winlog['provider_name'] !== undefined)) return 'winlogbeat';
  return columnsOf(Object.keys(record)) === null ? null : 'columns';
}

/** Reads an object of a shape into a collector. */
export function readEventJson(value: unknown, shape: JsonShape, into: EventCollector): void {
  const record = unwrapped(value);
  if (record === null) return;
  if (shape === 'event') walk(record['Event'], ['Event'], null, into);
  else if (shape === 'winlogbeat') readWinlogbeat(record, into);
  else readFlat(record, into);
}

// A search engine wraps what it found.
function unwrapped(value: unknown): JsonObject | null {
  if (!isObject(value)) return null;
  return isObject(value['_source']) ? value['_source'] : value;
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const attributeMembers = ['#attributes', '@attributes', '_attributes', '$'];
const attributesSuffix = '_attributes';

/** Walks over the XML form written as objects. */
function walk(node: unknown, path: readonly string[], name: string | null, into: EventCollector): void {
  if (node === null || node === undefined || path.length > deepest) return;
  if (Array.isArray(node)) {
    for (const one of node) walk(one, path, name, into);
    return;
  }
  if (!isObject(node)) {
    into.put(path, null, name, textOf(node));
    return;
  }
  const own = attributeMembers.map((member) => node[member]).find(isObject) ?? {};
  const attributes = [
    ...Object.entries(own),
    ...Object.entries(node).flatMap(([key, value]) =>
      key.startsWith('@') && !attributeMembers.includes(key) ? [[key.slice(1), value] as const] : [],
    ),
  ];
  const given = attributes.find(([attribute]) => attribute === 'Name')?.[1];
  const dataName = given === undefined ? name : textOf(given);
  for (const [attribute, value] of attributes) into.put(path, attribute, dataName, textOf(value));
  for (const [key, value] of Object.entries(node)) {
    if (attributeMembers.includes(key) || key.startsWith('@')) continue;
    if (key === '#text' || key === '_' || key === '#value') walk(value, path, dataName, into);
    else if (key.endsWith(attributesSuffix) && isObject(value)) {
      const element = [...path, key.slice(0, -attributesSuffix.length)];
      for (const [attribute, one] of Object.entries(value)) into.put(element, attribute, null, textOf(one));
    } else walk(value, [...path, key], null, into);
  }
}

const winlogFields = {
  provider_name: 'provider',
  provider_guid: 'providerGuid',
  event_id: 'eventId',
  channel: 'channel',
  computer_name: 'computer',
  record_id: 'recordId',
  opcode: 'opcode',
  task: 'task',
  version: 'version',
  activity_id: 'activityId',
  related_activity_id: 'relatedActivityId',
} as const;

/** Winlogbeat (Elastic, "Winlogbeat fields"). */
function readWinlogbeat(record: JsonObject, into: EventCollector): void {
  const winlog = isObject(record['winlog']) ? record['winlog'] : {};
  for (const [member, field] of Object.entries(winlogFields)) {
    const value = winlog[member];
    if (value !== undefined && value !== null) into.field(field, textOf(value));
  }
  const { event_data: eventData, user_data: userData, keywords, user, process, ...others } = winlog;
  if (Array.isArray(keywords)) into.field('keywords', keywords.map(textOf).join(', '));
  if (isObject(user) && typeof user['identifier'] === 'string') into.field('userId', user['identifier']);
  if (isObject(process) && process['pid'] !== undefined) into.field('processId', textOf(process['pid']));
  if (record['@timestamp'] !== undefined) into.field('time', textOf(record['@timestamp']));
  for (const data of [eventData, userData]) if (isObject(data)) flatten(data, '', into, 0);
  const rest = Object.fromEntries(Object.entries(others).filter(([key]) => !Object.hasOwn(winlogFields, key)));
  flatten(rest, 'winlog.', into, 0);
  const { winlog: _winlog, '@timestamp': _time, ...around } = record;
  flatten(around, '', into, 0);
}

function readFlat(record: JsonObject, into: EventCollector): void {
  const simple: [string, string][] = [];
  for (const [key, value] of Object.entries(record)) {
    if (value === null || value === undefined) continue;
    const payload = key === 'Payload' && typeof value === 'string' ? parseExactly(value).value : undefined;
    if (isObject(payload)) walk(payload, ['Event'], null, into);
    // PowerShell writes the values of an event as a list of objects, and a time or an account as one.
    else if (key === 'Properties' && Array.isArray(value)) {
      for (const one of value)
        into.put(['Event', 'EventData', 'Data'], null, null, textOf(isObject(one) ? (one['Value'] ?? one['value']) : one));
    } else if (isObject(value)) {
      const inner = value['Value'] ?? value['value'] ?? value['DateTime'];
      if (inner !== undefined && !isObject(inner)) simple.push([key, textOf(inner)]);
      else flatten({ [key]: value }, '', into, 0);
    } else simple.push([key, Array.isArray(value) ? value.map(textOf).join(', ') : textOf(value)]);
  }
  readColumns(simple, into);
}

/** Everything below an object as values: `host.os.name`. */
function flatten(node: JsonObject, prefix: string, into: EventCollector, depth: number): void {
  for (const [key, value] of Object.entries(node)) {
    if (value === null || value === undefined || into.isCut) continue;
    if (isObject(value)) {
      if (depth < deepest) flatten(value, `${prefix}${key}.`, into, depth + 1);
    } else into.value(`${prefix}${key}`, Array.isArray(value) ? value.map(textOf) : textOf(value));
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
