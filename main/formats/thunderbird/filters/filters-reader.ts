import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ByteRange, type ContainerRef, type Locator } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { fact, observedBytes, textOfBytes } from '../claims.ts';
import { storedText } from '../stored-text.ts';
import { readFilters, type FilterPlace, type FoundFilter } from './read-filters.ts';
import { tokenizeFilters, type FilterEntry } from './tokenize-filters.ts';

/**
 * Reads the message filters of a Thunderbird account (`msgFilterRules.dat`, `rulesbackup.dat`), and files of the same form:
 * the views of its messages (`mailViews.dat`), which have no actions. In UTF-8, as the program writes them, or in UTF-16.
 */
export const filtersReader: FormatReader = {
  id: 'thunderbird-filters',
  version: '1',
  title: 'Thunderbird message filters (msgFilterRules.dat)',
  extensions: [],
  isNeverMail: true,
  probe(source) {
    const start = source.read(0, 4096);
    const names: string[] = [];
    for (const token of tokenizeFilters(storedText(start).bytes)) {
      if (token.kind === 'stray' || names.length >= 3) break;
      names.push(token.entry.name);
    }
    const [first, second] = names;
    const begins =
      (first === 'version' && (second === undefined || second === 'logging' || second === 'name')) ||
      (first === 'name' && second === 'enabled');
    return begins
      ? { verdict: 'yes', because: 'it begins as message filters of Thunderbird do' }
      : { verdict: 'no', because: 'it does not begin as message filters of Thunderbird do' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('Filters have no attachments.');
  },
};

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator, limits, folderPath } = context;
  const container: ContainerRef = { kind: 'filters', locator };
  const text = storedText(source.read(0, Math.min(source.sizeBytes, limits.indexBytes)));
  const bytes = text.stored;
  const isView = /mailviews/i.test(context.fileName);
  const place: FilterPlace = { storedAs: isView ? 'view of messages' : 'message filter', isView, folderPath };
  for (const part of readFilters(text, place)) {
    if (part.kind === 'filter') yield* tellFilter(part.filter, bytes, context, container);
    else if (part.kind === 'head') yield* tellHead(part.range, part.entries, bytes, context, container);
    else {
      const { offsetBytes, lengthBytes } = part.range;
      const detail = 'A line before the first filter is no entry of a filter file; it was passed over.';
      yield damage([...locator, bytesStep(offsetBytes, lengthBytes)], 'index-damaged', 'noted', detail, container);
    }
  }
  if (bytes.length === source.sizeBytes) return;
  const detail = `The file has ${String(source.sizeBytes)} bytes; only the first ${String(bytes.length)} were read.`;
  yield damage(locator, 'limit-reached', 'limit-reached', detail, container);
}

function* tellFilter(
  { range, claims, troubles }: FoundFilter,
  bytes: Buffer,
  context: ReadContext,
  container: ContainerRef,
): Generator<ReaderOutput, void, undefined> {
  const locator: Locator = [...context.locator, bytesStep(range.offsetBytes, range.lengthBytes)];
  yield { kind: 'expected', container, items: 1 };
  if (!context.enter(locator, container)) return;
  const observed = observedBytes(bytesOf(bytes, range), range.offsetBytes, troubles.length === 0);
  yield { kind: 'record', container, record: { kind: 'rule', locator, parent: null, observed, claimed: claims } };
  if (troubles.length === 0) return;
  const detail = `The filter ${JSON.stringify(claims.name?.slice(0, 100) ?? '')} was not understood whole. ${troubles.join(' ')} Its text is kept.`;
  yield damage(locator, 'rule-undecoded', 'field-lost', detail, container);
}

function* tellHead(
  range: ByteRange,
  entries: readonly FilterEntry[],
  bytes: Buffer,
  context: ReadContext,
  container: ContainerRef,
): Generator<ReaderOutput, void, undefined> {
  const locator: Locator = [...context.locator, bytesStep(range.offsetBytes, range.lengthBytes)];
  yield { kind: 'expected', container, items: 1 };
  if (!context.enter(locator, container)) return;
  const values = entries.slice(0, 100).map(({ name, value }) => fact(name, textOfBytes(value)));
  const claimed = {
    setting: 'client-setting',
    client: 'thunderbird',
    name: 'filter file',
    folderPath: context.folderPath,
    modified: null,
    values,
  } as const;
  const observed = observedBytes(bytesOf(bytes, range), range.offsetBytes);
  yield { kind: 'record', container, record: { kind: 'setting', locator, parent: null, observed, claimed } };
}

function bytesOf(bytes: Buffer, { offsetBytes, lengthBytes }: ByteRange): Buffer {
  return bytes.subarray(offsetBytes, offsetBytes + lengthBytes);
}

function damage(
  locator: Locator,
  code: 'index-damaged' | 'rule-undecoded' | 'limit-reached',
  effect: 'noted' | 'field-lost' | 'limit-reached',
  detail: string,
  container: ContainerRef,
): ReaderOutput {
  return { kind: 'diagnostic', container, diagnostic: { code, effect, stage: 'read', locator, detail } };
}
