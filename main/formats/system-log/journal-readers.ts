import type { ByteSource } from '#evidence/byte-source.ts';
import { headerText } from '#model/index.ts';
import { openLogText, readJsonValues } from '../log-text/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { entryOfJournal } from './journal-entry.ts';
import { tellEntries, type PlacedEntry } from './tell-entries.ts';

/** Reads the journal of systemd as `journalctl -o json` writes it: an object for each entry, with the fields as members. */
export const journalJsonReader: FormatReader = {
  id: 'journal-json',
  version: '1',
  title: 'Journal of systemd as JSON',
  extensions: [],
  isNeverMail: true,
  probe(source) {
    const start = Buffer.from(source.read(0, 8192)).toString('latin1');
    const isJournal = /^(?:\u00ef\u00bb\u00bf)?\s{0,100}\[?\s{0,100}\{/.test(start) && start.includes('"__REALTIME_TIMESTAMP"');
    return isJournal
      ? { verdict: 'yes', because: 'It begins with an entry of the journal of systemd as JSON.' }
      : { verdict: 'no', because: 'It does not begin with an entry of the journal of systemd as JSON.' };
  },
  *read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
    yield* tellEntries(source, jsonEntries(source, context), context);
  },
  attachment() {
    throw new AttachmentUnreadableError('Entries of logs have no attachments.');
  },
};

function* jsonEntries(source: ByteSource, context: ReadContext): Generator<PlacedEntry, void, undefined> {
  for (const { value, range, trouble } of readJsonValues(openLogText(source), context.limits)) {
    if (trouble !== null || !isObject(value)) yield { entry: null, range, trouble: trouble ?? 'It is no object.', isLost: true };
    else yield { entry: entryOfJournal((name) => textOfField(value, name)), range, trouble: null };
  }
}

// Text, bytes of text that is not valid, or a list of values of a field that an entry has several times.
function textOfField(value: Readonly<Record<string, unknown>>, name: string): string {
  const field = Object.hasOwn(value, name) ? value[name] : undefined;
  if (typeof field === 'string') return field;
  if (!Array.isArray(field)) return '';
  if (field.every((byte) => typeof byte === 'number')) return headerText(Uint8Array.from(field));
  return field.find((one) => typeof one === 'string') ?? '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the journal of systemd in its export format (systemd, JOURNAL_EXPORT_FORMATS): fields in lines, those with line ends in
 * them with their length, an empty line behind each entry.
 */
export const journalExportReader: FormatReader = {
  id: 'journal-export',
  version: '1',
  title: 'Journal of systemd, exported',
  extensions: [],
  isNeverMail: true,
  probe(source) {
    const start = Buffer.from(source.read(0, 4096)).toString('latin1');
    const isJournal = /^__CURSOR=[^\n]{1,500}\n__REALTIME_TIMESTAMP=\d{1,17}\n/.test(start);
    return isJournal
      ? { verdict: 'yes', because: 'It begins with an entry of an exported journal of systemd.' }
      : { verdict: 'no', because: 'It does not begin with an entry of an exported journal of systemd.' };
  },
  *read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
    yield* tellEntries(source, exportedEntries(source, context), context);
  },
  attachment() {
    throw new AttachmentUnreadableError('Entries of logs have no attachments.');
  },
};

const wanted = new Set(['__CURSOR', '__REALTIME_TIMESTAMP', '_HOSTNAME', 'SYSLOG_IDENTIFIER', '_COMM', '_PID', 'SYSLOG_PID', 'MESSAGE']);
const longestName = 256;

function* exportedEntries(source: ByteSource, { limits }: ReadContext): Generator<PlacedEntry, void, undefined> {
  const text = openLogText(source);
  let fields = new Map<string, string>();
  let start = 0;
  let at = 0;
  let trouble: string | null = null;
  const take = (end: number): PlacedEntry => {
    const held = fields;
    const placed = { entry: entryOfJournal((name) => held.get(name) ?? ''), range: text.rangeOf(start, end), trouble };
    fields = new Map();
    trouble = null;
    return placed;
  };
  while (at < text.units) {
    const end = lineEnd(text, at);
    if (end === at) {
      if (fields.size > 0) yield take(at);
      at += 1;
      start = at;
      continue;
    }
    const head = text.textOf(at, Math.min(end, at + longestName));
    const equals = head.indexOf('=');
    if (equals !== -1) {
      const name = head.slice(0, equals);
      if (wanted.has(name)) fields.set(name, text.textOf(at + equals + 1, Math.min(end, at + limits.logLineBytes)));
      at = end + 1;
      continue;
    }
    // The length of the value stands behind the line as 64 bits, least significant byte first.
    const lengthBytes = Buffer.from(source.read(text.rangeOf(end + 1, end + 1).offsetBytes, 8));
    const length = lengthBytes.length < 8 ? Number.MAX_SAFE_INTEGER : Number(lengthBytes.readBigUInt64LE(0));
    const from = end + 9;
    if (from + length > text.units) {
      trouble = `The field ${head.slice(0, 60)} states a length beyond the end of the file; what follows was not read.`;
      yield take(text.units);
      return;
    }
    if (wanted.has(head)) fields.set(head, text.textOf(from, from + Math.min(length, limits.logLineBytes)));
    at = from + length + 1;
  }
  if (fields.size > 0) yield take(text.units);
}

function lineEnd(text: ReturnType<typeof openLogText>, start: number): number {
  for (let at = start; at < text.units;) {
    const piece = text.from(at, 1);
    const found = piece.indexOf(0x0a);
    if (found !== -1) return at + found;
    at += piece.length;
  }
  return text.units;
}
