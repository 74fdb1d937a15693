import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import {
  bytesStep,
  type ByteRange,
  type ContainerRef,
  type Diagnostic,
  type Limits,
  type Locator,
  type Observed,
  type RuleValue,
} from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { openLogText } from '#formats/log-text/index.ts';
import type { LogClaims, LogFamily, LogItem } from '../record/log-family.ts';
import { jsonText, LogRecord } from '../record/log-record.ts';
import { unknownRecord } from '../record/unknown-record.ts';
import { readPieces, shapeOf, type ExportPiece } from './export-shape.ts';
import { contextOf } from './odata-context.ts';
import { SeenRecords } from './seen-records.ts';
import { mostInPiece, unwrap, type IsKnown, type UnwrappedRecord } from './unwrap.ts';

/**
 * Makes the reader of a family of logs, in every notation that exports have: rows of a table, JSON as a list, as one
 * document or as a value in each line, wrapped by tools or not.
 * @param families all families that there are: an export may hold records of several
 */
export function exportReader(family: LogFamily, families: () => readonly LogFamily[]): FormatReader {
  const { id, version, title } = family;
  return {
    id,
    version,
    title,
    extensions: [],
    isNeverMail: true,
    probe: (source) => probe(source, family, families()),
    read: (source, context) => read(source, context, [family, ...families().filter((one) => one !== family)]),
    attachment() {
      throw new AttachmentUnreadableError('A log has no attachments.');
    },
  };
}

const probedPieces = 3;
const probedBytes = 64 * 1024;
/** Longest first record that is looked at: most have a few KiB, and no more than the record is read. */
const longestProbed = 4 * 1024 * 1024;
const probeLimits = { logValueBytes: longestProbed, logLineBytes: probedBytes, ruleBytes: longestProbed };

/** What the first records of a source are; every family is asked about the same source, one after the other. */
const probed = new WeakMap<ByteSource, readonly (LogFamily | null)[] | null>();

function probe(source: ByteSource, family: LogFamily, families: readonly LogFamily[]): ProbeResult {
  let found = probed.get(source);
  if (found === undefined) {
    found = source.sizeBytes === 0 ? null : familiesAtTheBeginning(source, families);
    probed.set(source, found);
  }
  const first = found?.find((one) => one !== null);
  return first === family
    ? { verdict: 'yes', because: `its first records are ${family.mark}` }
    : { verdict: 'no', because: found === null ? 'it is neither a table nor JSON' : `its first records are no ${family.mark}` };
}

function familiesAtTheBeginning(source: ByteSource, families: readonly LogFamily[]): readonly (LogFamily | null)[] | null {
  const text = openLogText(source, probedBytes);
  const shape = shapeOf(text);
  if (shape === null) return null;
  const isKnown: IsKnown = (item) => families.some((one) => one.is(item));
  const byNames = shape.kind === 'rows' ? familyByNames(shape.columns, families) : null;
  // Any text with commas may be a table: of one whose names say nothing, little is looked at.
  const longestRow = byNames === null ? probedBytes : longestProbed;
  const found: (LogFamily | null)[] = [];
  let seen = 0;
  for (const { value, range, isAround } of readPieces(text, shape, { ...wholeLimits, ...probeLimits, logRowBytes: longestRow })) {
    if (range.offsetBytes > longestProbed) break;
    if (isAround) continue;
    const records = value === undefined ? [] : unwrap(value, isKnown).slice(0, probedPieces);
    found.push(...records.map((record) => families.find((one) => one.is(record)) ?? null));
    seen += 1;
    if (seen === probedPieces) break;
  }
  // A table without rows is known by the names of its columns.
  return seen === 0 ? [byNames] : found;
}

function familyByNames(columns: readonly string[], families: readonly LogFamily[]): LogFamily | null {
  const record = new LogRecord(Object.fromEntries(columns.map((name) => [name, ''])));
  return families.find((one) => one.is({ record, text: '', beside: [] })) ?? null;
}

// Only what `probeLimits` replaces is looked at while probing.
const wholeLimits = {} as Limits;

function* read(source: ByteSource, context: ReadContext, families: readonly LogFamily[]): Generator<ReaderOutput, void, undefined> {
  const { locator, limits } = context;
  const log: ContainerRef = { kind: 'log', locator };
  const text = openLogText(source);
  const shape = shapeOf(text);
  if (shape === null) return;
  const reading = new Reading(source, context, families, log, shape.kind === 'json' ? contextOf(text) : []);
  for (const piece of readPieces(text, shape, limits)) yield* reading.piece(piece);
  yield* reading.closing();
}

/** One reading of an export, with what it counts on the way. */
class Reading {
  readonly #source: ByteSource;
  readonly #context: ReadContext;
  readonly #families: readonly LogFamily[];
  readonly #log: ContainerRef;
  /** What stands around all records of the export. */
  readonly #around: readonly RuleValue[];
  readonly #seen: SeenRecords;
  readonly #isKnown: IsKnown;
  readonly #familyByItem = new WeakMap<LogItem, LogFamily | null>();
  #folded = 0;
  #firstFolded: Locator | null = null;
  #cut = 0;
  #left = new Map<string, number>();

  constructor(source: ByteSource, context: ReadContext, families: readonly LogFamily[], log: ContainerRef, around: readonly RuleValue[]) {
    this.#source = source;
    this.#context = context;
    this.#families = families;
    this.#log = log;
    this.#around = around;
    this.#seen = new SeenRecords(context.limits.logIdentities);
    this.#isKnown = (item) => this.#familyOf(item) !== null;
  }

  *piece(piece: ExportPiece): Generator<ReaderOutput, void, undefined> {
    const place: Locator = [...this.#context.locator, bytesStep(piece.range.offsetBytes, piece.range.lengthBytes)];
    if (piece.isAround) {
      if (piece.trouble !== null)
        yield this.#diagnostic(
          'property-unreadable',
          'field-lost',
          place,
          `What stands around the records could not be read: ${piece.trouble}`,
        );
      return;
    }
    const records = piece.value === undefined ? [] : unwrap(piece.value, this.#isKnown);
    if (records.length === 0) {
      yield { kind: 'expected', container: this.#log, items: 1 };
      yield this.#diagnostic(
        'item-unreadable',
        'item-lost',
        place,
        `This piece of the log is no record: ${piece.trouble ?? 'it holds no object.'}`,
      );
      return;
    }
    const isOne = records.length === 1;
    for (const [index, record] of records.entries()) {
      yield* this.#record(record, isOne ? place : [...place, { kind: 'record', at: String(index + 1) }], piece);
    }
    if (piece.trouble !== null)
      yield this.#diagnostic('property-unreadable', 'field-lost', place, `${piece.trouble} What could be read of it is kept.`);
    if (records.length >= mostInPiece) {
      yield this.#diagnostic(
        'limit-reached',
        'limit-reached',
        place,
        `One value holds ${String(mostInPiece)} records or more; those after were not read.`,
      );
    }
  }

  *#record(record: UnwrappedRecord, place: Locator, piece: ExportPiece): Generator<ReaderOutput, void, undefined> {
    const family = this.#familyOf(record);
    const left = family?.leavesOut?.(record) ?? null;
    if (left !== null) {
      this.#left.set(left, (this.#left.get(left) ?? 0) + 1);
      return;
    }
    if (this.#isRepeated(family, record)) {
      this.#folded += 1;
      this.#firstFolded ??= place;
      return;
    }
    if (!this.#context.enter(place, this.#log)) {
      yield { kind: 'expected', container: this.#log, items: 1 };
      return;
    }
    const item: LogItem = this.#around.length === 0 ? record : { ...record, beside: [...record.beside, ...this.#around] };
    const statement = family?.read(item, this.#context.limits) ?? unknownRecord(item, this.#context.limits);
    const { claims, isWhole, trouble = record.trouble } = statement;
    if (!isWhole) this.#cut += 1;
    if (trouble !== undefined) yield this.#diagnostic('property-unreadable', 'field-lost', place, trouble);
    const observed = this.#observed(piece.range, piece.trouble === null && trouble === undefined);
    for (const [index, one] of claims.entries()) {
      const locator = claims.length === 1 ? place : [...place, { kind: one.kind, at: String(index + 1) }];
      const container = this.#containerOf(one);
      yield { kind: 'expected', container, items: 1 };
      yield { kind: 'record', container, record: { ...one, locator, parent: null, observed } };
    }
  }

  /** What can only be said when all is read. */
  *closing(): Generator<ReaderOutput, void, undefined> {
    const { locator, limits } = this.#context;
    if (this.#folded > 0) {
      const detail = `${String(this.#folded)} ${this.#folded === 1 ? 'record' : 'records'} came again with the same identifier and the same content; each was told once.`;
      yield this.#diagnostic('record-repeated', 'noted', this.#firstFolded ?? locator, detail);
    }
    if (this.#seen.isFull) {
      const detail = `More than ${String(limits.logIdentities)} records have identifiers; of those after, one that came again may be told twice.`;
      yield this.#diagnostic('limit-reached', 'limit-reached', locator, detail);
    }
    if (this.#cut > 0) {
      const detail = `${this.#cut === 1 ? '1 record has' : `${String(this.#cut)} records have`} more, or longer, fields than their facts keep; each says so, and stands whole in the evidence.`;
      yield this.#diagnostic('limit-reached', 'limit-reached', locator, detail);
    }
    for (const [what, count] of this.#left) {
      yield this.#diagnostic(
        'log-entries-left-out',
        'noted',
        locator,
        `${String(count)} ${what} were counted and are no records of the case.`,
      );
    }
  }

  // A record is asked about on the way into its wrappers and again when it is read.
  #familyOf(item: LogItem): LogFamily | null {
    let family = this.#familyByItem.get(item);
    if (family === undefined) {
      family = this.#families.find((one) => one.is(item)) ?? null;
      this.#familyByItem.set(item, family);
    }
    return family;
  }

  #isRepeated(family: LogFamily | null, record: UnwrappedRecord): boolean {
    const identity = family?.identity?.(record) ?? '';
    if (family === null || identity === '') return false;
    const content = typeof record.content === 'string' ? record.content : jsonText(record.content);
    return content !== '' && this.#seen.sawBefore(`${family.id} ${identity}`, content);
  }

  #containerOf(claims: LogClaims): ContainerRef {
    if (claims.kind === 'event') return this.#log;
    return { kind: claims.kind === 'rule' ? 'rules' : 'settings', locator: this.#context.locator };
  }

  #observed(range: ByteRange, intact: boolean): Observed {
    const isShort = range.lengthBytes <= longestHashed;
    const sha256 = isShort ? hash('sha256', this.#source.read(range.offsetBytes, range.lengthBytes)) : null;
    return { range, sizeBytes: range.lengthBytes, sha256, allocation: 'allocated', intact };
  }

  #diagnostic(code: Diagnostic['code'], effect: Diagnostic['effect'], locator: Locator, detail: string): ReaderOutput {
    return { kind: 'diagnostic', container: this.#log, diagnostic: { code, effect, stage: 'read', locator, detail } };
  }
}

const longestHashed = 1024 * 1024;
