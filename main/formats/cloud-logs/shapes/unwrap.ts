import type { RuleValue } from '#model/index.ts';
import type { LogItem } from '../record/log-family.ts';
import { shortened } from '../record/facts.ts';
import { salvagedJson } from '../record/salvaged-json.ts';
import { isObject, LogRecord, openedJson, textOf, type StatedFields } from '../record/log-record.ts';

/** Whether a record is of a log that is known. */
export type IsKnown = (item: LogItem) => boolean;

/** A record found in a piece of an export. */
export interface UnwrappedRecord extends LogItem {
  /** The text or structure that it was read from, for telling whether two are the same. */
  readonly content: unknown;
  /** What is wrong with it, in a sentence; absent where nothing is. */
  readonly trouble?: string;
}

/** Members that hold a record, or the text of one, in what pipelines and tools wrap around it; the first that leads to one is taken. */
const wrappers: readonly (readonly string[])[] = [
  ['input', 'message'],
  ['log'],
  ['event', 'original'],
  ['_source'],
  ['result'],
  ['_raw'],
  ['message'],
  ['event'],
  ['record'],
  ['body'],
  ['rawData'],
  // GAM puts a setting of Gmail into a column.
  ['JSON'],
];
/** Members that hold several. */
const lists = [
  'records',
  'value',
  'items',
  'events',
  'activities',
  'hits',
  'forwardingAddresses',
  'delegates',
  'sendAs',
  'filter',
  'autoForwarding',
  'rules',
  'Rules',
  'inboxRules',
  'InboxRules',
  'messageRules',
];

const deepest = 5;
/** Most records in one piece of an export that are told apart. */
export const mostInPiece = 20_000;

/**
 * The records that a piece of an export holds: itself, or what is wrapped in it. What stands beside a record in its wrapper
 * is kept with it.
 */
export function unwrap(piece: unknown, isKnown: IsKnown): readonly UnwrappedRecord[] {
  return inner(piece, isKnown, [], 0) ?? (isObject(piece) ? [item(piece, [])] : typeof piece === 'string' ? [lineItem(piece, [])] : []);
}

function inner(value: unknown, isKnown: IsKnown, beside: readonly RuleValue[], depth: number): readonly UnwrappedRecord[] | null {
  if (depth > deepest) return null;
  const opened = openedJson(value);
  if (typeof opened === 'string') {
    const line = lineItem(opened, beside);
    return isKnown(line) ? [line] : null;
  }
  if (Array.isArray(opened)) {
    // A list of nothing but what is not known is no list of records.
    const found = opened
      .slice(0, mostInPiece)
      .map((one) => inner(one, isKnown, beside, depth + 1) ?? (isObject(one) ? [item(one, beside)] : []));
    return found.some((one) => one.some(isKnown)) || depth === 0 ? found.flat() : null;
  }
  if (!isObject(opened)) return null;
  // The record itself says more than the row or the table that it was put into.
  const audit = wrapped(opened, ['AuditData'], isKnown, beside, depth) ?? wrapped(opened, ['RawEventData'], isKnown, beside, depth);
  if (audit !== null) return audit;
  const cut = cutRecord(opened, isKnown, beside);
  if (cut !== null) return [cut];
  const own = item(opened, beside);
  if (isKnown(own)) return [own];
  for (const path of wrappers) {
    const found = wrapped(opened, path, isKnown, beside, depth);
    if (found !== null) return found;
  }
  for (const name of lists) {
    const list = opened[name];
    if (!Array.isArray(list) && !isObject(list)) continue;
    const found = inner(list, isKnown, [...beside, ...besides(opened, name), { name: 'listed in', value: name }], depth + 1);
    if (found !== null && found.some(isKnown)) return found;
  }
  return null;
}

function wrapped(
  fields: StatedFields,
  path: readonly string[],
  isKnown: IsKnown,
  beside: readonly RuleValue[],
  depth: number,
): readonly UnwrappedRecord[] | null {
  let value: unknown = fields;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  if (value === undefined || value === null || value === '') return null;
  const how = path[0] === 'AuditData' ? [] : [{ name: 'wrapped in', value: path.join('.') }];
  const found = inner(value, isKnown, [...beside, ...besides(fields, path[0] ?? ''), ...how], depth + 1);
  return found !== null && found.some(isKnown) ? found : null;
}

/** A record that was cut in its cell; null where there is none, or nothing of it can be read. */
function cutRecord(fields: StatedFields, isKnown: IsKnown, beside: readonly RuleValue[]): UnwrappedRecord | null {
  const { AuditData: text } = fields;
  if (typeof text !== 'string' || text.length > longestCut || !text.startsWith('{')) return null;
  const salvaged = salvagedJson(text);
  if (!isObject(salvaged)) return null;
  const trouble = 'The record is cut in its cell AuditData; what stands before the cut is kept.';
  const found = { ...item(salvaged, [...beside, ...besides(fields, 'AuditData')]), trouble };
  return isKnown(found) ? found : null;
}

const longestCut = 4 * 1024 * 1024;

/** Short values that stand beside a wrapped record. */
function besides(fields: StatedFields, without: string): readonly RuleValue[] {
  return Object.entries(fields)
    .filter(([name]) => name !== without)
    .slice(0, mostBeside)
    .flatMap(([name, value]) => {
      const text = textOf(value);
      return text === '' ? [] : [{ name: `beside: ${name}`, value: shortened(text, longestBeside) }];
    });
}

const mostBeside = 80;
const longestBeside = 500;

function item(fields: StatedFields, beside: readonly RuleValue[]): UnwrappedRecord {
  return { record: new LogRecord(fields), text: '', beside, content: fields };
}

function lineItem(text: string, beside: readonly RuleValue[]): UnwrappedRecord {
  return { record: new LogRecord({}), text, beside, content: text };
}
