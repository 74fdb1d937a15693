import type { ByteSource } from '#evidence/byte-source.ts';
import type { ByteRange, Limits, LocatorStep } from '#model/index.ts';
import { delimiterOf, looksBinary, openLogText, readJsonValues, readLines, readRows, type LogText } from '#formats/log-text/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { tellEntries, type PlacedEntry } from '../tell-entries.ts';
import { collectedEntry } from './collected-entry.ts';
import { collectedRecords, collectorFacts, isRecord } from './collected-record.ts';

/**
 * Reads lines of system logs that a collector put into JSON or a table: Elastic and Beats, Graylog, Fluentd, Vector, Splunk,
 * Microsoft Sentinel and others. What a line says is told as from the log itself; what its collector says stands beside it.
 */
export const wrappedLogReader: FormatReader = {
  id: 'wrapped-system-log',
  version: '1',
  title: 'System log as a log collector keeps it (JSON, CSV)',
  isNeverMail: true,
  extensions: [],
  probe,
  *read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
    yield* tellEntries(source, entriesIn(source, context.limits), context, 'records that hold no entry of a system log');
  },
  attachment() {
    throw new AttachmentUnreadableError('Entries of logs have no attachments.');
  },
};

/** Lists that hold the records within one object around them. */
const listNames = [
  'hits.hits',
  'hits',
  'messages',
  'results',
  'result',
  'records',
  'Records',
  'value',
  'items',
  'entries',
  'logs',
  'events',
];

const probedBytes = 64 * 1024;
const longestProbed = 4 * 1024 * 1024;
const probedRecords = 30;
const lineNames =
  /["'_.,;\t](?:message|original|log|raw|rawmsg|msg|line|textPayload|body|full_message|short_message|SyslogMessage|syslog_message|text|event)["',;\t]/i;

function probe(source: ByteSource): ProbeResult {
  const no: ProbeResult = { verdict: 'no', because: 'It holds no lines of a system log that a collector put into JSON or a table.' };
  const head = source.read(0, 512);
  const first = head.find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf && byte !== 0xff && byte !== 0xfe);
  const isJson = first === openObject || first === openList;
  // Of text in 8 bits the first line of a table names the line; other texts are not looked at further.
  if (!isJson && !/^[^\n]{0,500}SyslogMessage/i.test(Buffer.from(head).toString('latin1'))) return no;
  const start = Buffer.from(source.read(0, probedBytes)).toString('latin1');
  if (isJson && !lineNames.test(start.includes('\0') ? start.replaceAll('\0', '') : start)) return no;
  let seen = 0;
  let entries = 0;
  let clear = 0;
  for (const { value, trouble, isAround } of valuesIn(openLogText(source, probedBytes), probeLimits)) {
    if (isAround) continue;
    for (const record of trouble === null ? collectedRecords(value) : []) {
      const collected = collectedEntry(record);
      if (collected !== null) entries += 1;
      if (collected?.isClear === true) clear += 1;
      seen += 1;
      if (seen === probedRecords) break;
    }
    if (trouble !== null) seen += 1;
    if (seen >= probedRecords) break;
  }
  const isLog = clear > 0 && entries * 2 >= seen && clear * 10 >= entries * 3;
  return isLog ? { verdict: 'yes', because: 'It holds lines of a system log, each with what its collector says.' } : no;
}

const probeLimits = { logValueBytes: longestProbed, logRowBytes: probedBytes };

interface Value {
  readonly value: unknown;
  readonly range: ByteRange;
  readonly trouble: string | null;
  readonly isAround: boolean;
}

function* valuesIn(text: LogText, limits: Pick<Limits, 'logValueBytes' | 'logRowBytes'>): Generator<Value, void, undefined> {
  if (text.units === 0 || looksBinary(text)) return;
  const head = text.from(0, 512).subarray(0, 512);
  const first = head.find((unit) => unit > 0x20);
  if (first === openObject || first === openList) {
    yield* readJsonValues(text, limits, beginsWithRecord(text) ? [] : listNames);
    return;
  }
  const [names] = readLines(text, { logLineBytes: 4096 });
  if (names === undefined) return;
  let columns: readonly string[] | null = null;
  for (const { cells, range, trouble } of readRows(text, delimiterOf(names.text), limits)) {
    const isAround = columns === null;
    columns ??= cells.map((cell) => cell.trim());
    const named = columns;
    yield {
      value: Object.fromEntries(cells.map((cell, index) => [named[index] ?? `column ${String(index + 1)}`, cell])),
      range,
      trouble,
      isAround,
    };
  }
}

// A record may have lists of its own, which are not the records of the export.
function beginsWithRecord(text: LogText): boolean {
  for (const { value } of readJsonValues(text, { logValueBytes: longestRecord })) return isRecord(value);
  return false;
}

/** Longest first record that is told from an object around records. */
const longestRecord = 1024 * 1024;

function* entriesIn(source: ByteSource, limits: Limits): Generator<PlacedEntry, void, undefined> {
  for (const { value, range, trouble, isAround } of valuesIn(openLogText(source), limits)) {
    if (isAround) {
      if (trouble !== null) yield { entry: null, range, trouble: null };
      continue;
    }
    if (value === undefined) {
      yield { entry: null, range, trouble, isLost: true };
      continue;
    }
    let count = 0;
    for (const record of collectedRecords(value)) {
      count += 1;
      const collected = collectedEntry(record);
      if (collected === null) {
        yield { entry: null, range, trouble: null };
        continue;
      }
      const { entry, line } = collected;
      yield { entry, range, within: [fieldStep([...record.path, line.name].join('.'))], beside: collectorFacts(record, line), trouble };
    }
    if (count === 0) yield { entry: null, range, trouble: null };
  }
}

/** The field of a record that holds the line, by its path of names: `hits[2]._source.message`. */
function fieldStep(path: string): LocatorStep {
  return { kind: 'field', at: path.slice(0, 500) };
}

const openList = 0x5b;
const openObject = 0x7b;
