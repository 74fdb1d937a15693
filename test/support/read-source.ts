import type { ByteSource } from '#evidence/byte-source.ts';
import type { FormatReader, ReadContext, ReaderOutput } from '#formats/reader.ts';
import { containerKey, defaultLimits, fileStep, formatLocator, type Diagnostic, type Limits, type MessageDraft } from '#model/index.ts';
import { nothingAround } from './reading-room.ts';

/** Everything that a reader gave, sorted by kind, with the books added up. */
export interface ReadResult {
  readonly messages: readonly MessageDraft[];
  readonly diagnostics: readonly Diagnostic[];
  /** Code and place of each diagnostic: `content-length-wrong file:x|bytes:0+1`. */
  readonly codes: readonly string[];
  /** By `containerKey`. */
  readonly books: ReadonlyMap<string, Account>;
  readonly outputs: readonly ReaderOutput[];
}

interface Account {
  expected: number;
  records: number;
  failed: number;
  recovered: number;
  counted?: number;
}

export interface ReadOptions extends Partial<Omit<ReadContext, 'limits'>> {
  readonly limits?: Partial<Limits>;
}

/** Runs a reader over a source in one go. */
export function readSource(reader: FormatReader, source: ByteSource, options: ReadOptions = {}): ReadResult {
  const fileName = options.fileName ?? 'evidence';
  const outputs = [
    ...reader.read(source, {
      locator: [fileStep(fileName)],
      folderPath: [],
      fileName,
      enter: () => true,
      ...nothingAround,
      ...options,
      limits: { ...defaultLimits, ...options.limits },
    }),
  ];
  const books = new Map<string, Account>();
  const messages: MessageDraft[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const output of outputs) {
    const account: Account = { expected: 0, records: 0, failed: 0, recovered: 0 };
    const booked = output.container === null ? account : (books.get(containerKey(output.container)) ?? account);
    if (output.container !== null) books.set(containerKey(output.container), booked);
    if (output.kind === 'expected') booked.expected += output.items;
    else if (output.kind === 'counted') booked.counted = (booked.counted ?? 0) + output.items;
    else if (output.kind === 'diagnostic') {
      diagnostics.push(output.diagnostic);
      if (output.diagnostic.effect === 'item-lost') booked.failed += 1;
    } else {
      if (output.record.kind === 'message') messages.push(output.record);
      if (output.record.observed.allocation === 'allocated') booked.records += 1;
      else booked.recovered += 1;
    }
  }
  const codes = diagnostics.map(({ code, locator }) => `${code} ${formatLocator(locator)}`);
  return { messages, diagnostics, codes, books, outputs };
}

/** Says which containers do not add up; empty when all do. */
export function unbalanced({ books }: ReadResult): string[] {
  return [...books].flatMap(([key, { expected, records, failed }]) =>
    expected === records + failed ? [] : [`${key}: expected ${String(expected)}, records ${String(records)}, failed ${String(failed)}`],
  );
}
