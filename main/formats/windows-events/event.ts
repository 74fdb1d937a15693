import type { ClaimedTime, RuleValue } from '#model/index.ts';

/**
 * The fields that Windows states of every event in its element `System`, by where they stand in it: the path of the element
 * below `System`, and `@` with the name of the attribute. Source: the event schema of Windows (SystemPropertiesType).
 */
const systemFieldsByPlace = {
  'Provider@Name': 'provider',
  'Provider@Guid': 'providerGuid',
  'Provider@EventSourceName': 'eventSource',
  EventID: 'eventId',
  'EventID@Qualifiers': 'qualifiers',
  Version: 'version',
  Level: 'level',
  Task: 'task',
  Opcode: 'opcode',
  Keywords: 'keywords',
  'TimeCreated@SystemTime': 'time',
  EventRecordID: 'recordId',
  'Correlation@ActivityID': 'activityId',
  'Correlation@RelatedActivityID': 'relatedActivityId',
  'Execution@ProcessID': 'processId',
  'Execution@ThreadID': 'threadId',
  Channel: 'channel',
  Computer: 'computer',
  'Security@UserID': 'userId',
} as const;

export type SystemField = (typeof systemFieldsByPlace)[keyof typeof systemFieldsByPlace];

/** What an event states of itself; empty where it states nothing. Texts as Windows writes them in XML. */
export type SystemFields = Record<SystemField, string>;

/** The field that stands at a place of the element `System` (`Provider@Name`), or null. */
export function systemFieldAt(place: string): SystemField | null {
  return Object.hasOwn(systemFieldsByPlace, place) ? systemFieldsByPlace[place as keyof typeof systemFieldsByPlace] : null;
}

/** Fields of which nothing is known yet. */
export function emptySystemFields(): SystemFields {
  return {
    provider: '',
    providerGuid: '',
    eventSource: '',
    eventId: '',
    qualifiers: '',
    version: '',
    level: '',
    task: '',
    opcode: '',
    keywords: '',
    time: '',
    recordId: '',
    activityId: '',
    relatedActivityId: '',
    processId: '',
    threadId: '',
    channel: '',
    computer: '',
    userId: '',
  };
}

/** An event of Windows, however it was stored: in a log, as XML, as JSON or in a table. */
export interface WindowsEvent {
  readonly system: SystemFields;
  /** When it was written, as the event itself states it; null where it states none. */
  readonly time: ClaimedTime | null;
  /** What the event says beyond the fields of `System`, in order: `EventData` by the names of its data, `UserData` by its elements. */
  readonly values: readonly RuleValue[];
}

/**
 * Where text of an event belongs, given by its place in the XML form of an event.
 * - `system`: a field of the element `System`.
 * - `value`: a named value. - `unnamed`: data without a name, which are counted from 1: `Data 1`, `Data 2`, …
 * - `none`: declarations of namespaces, which say nothing of the event.
 */
export type EventPlace =
  | { readonly kind: 'system'; readonly field: SystemField }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'unnamed' }
  | { readonly kind: 'none' };

const none: EventPlace = { kind: 'none' };

/**
 * Says where text of an event belongs.
 * @param path names of the elements from `Event` on, that of the text last
 * @param attribute the attribute whose value the text is; null for the content of the element
 * @param dataName the attribute `Name` of the element; null where it has none
 */
export function eventPlace(path: readonly string[], attribute: string | null, dataName: string | null): EventPlace {
  if (attribute !== null && /^xmlns(?::|$)/i.test(attribute)) return none;
  const [, area, ...below] = path;
  if (area === undefined) return attribute === null ? none : { kind: 'value', name: `Event@${attribute}` };
  if (area === 'System') {
    const place = below.join('/') + (attribute === null ? '' : `@${attribute}`);
    const field = systemFieldAt(place);
    return field === null ? { kind: 'value', name: `System/${place}` } : { kind: 'system', field };
  }
  if (area === 'EventData' && below.length === 1) {
    // `Name` names the value; `Type` says how the provider would have it shown.
    if (attribute === 'Name') return none;
    const name = dataName ?? (below[0] === 'Data' ? null : (below[0] ?? ''));
    if (attribute !== null) return { kind: 'value', name: `${name ?? 'Data'}@${attribute}` };
    return name === null ? { kind: 'unnamed' } : { kind: 'value', name };
  }
  // The one element below `UserData` wraps the values and says nothing that they do not.
  const shown = area === 'UserData' ? below.slice(below.length > 1 ? 1 : 0) : area === 'EventData' ? below : [area, ...below];
  const name = shown.length === 0 ? area : shown.join('/');
  return { kind: 'value', name: attribute === null ? name : `${name}@${attribute}` };
}

const timeText = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?$/;

/**
 * Understands a time as the XML form of an event writes it: `2021-10-23T14:02:09.1234567Z`.
 * @param defaultZone what a text without a zone means: UTC where the form says so; null where nothing does
 */
export function eventTime(raw: string, statedBy: string, defaultZone: 'UTC' | null): ClaimedTime | null {
  const trimmed = raw.trim();
  if (trimmed === '') return null;
  const match = trimmed.length > 40 ? null : timeText.exec(trimmed);
  if (match === null) return { raw, instant: null, offsetMinutes: null, statedBy };
  const [, year, month, day, hour, minute, second, fraction = '', zone = defaultZone ?? ''] = match;
  const offsetMinutes = zone === '' ? null : offsetOf(zone);
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  const instant = offsetMinutes === null || Number.isNaN(local) ? null : new Date(local - offsetMinutes * 60_000).toISOString();
  return { raw, instant, offsetMinutes, statedBy };
}

function offsetOf(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (match === null) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}
