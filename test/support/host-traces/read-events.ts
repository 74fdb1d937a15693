import { readers } from '#formats/registry.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import type { NamedPlace } from '#formats/reader.ts';
import type { AccessEventClaims, FactDraft } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, unbalanced, type ReadOptions, type ReadResult } from '#test/support/read-source.ts';

/** What the reader that knows some content makes of it. */
export interface EventReading extends ReadResult {
  /** Identifier of the reader; null where none knows it. */
  readonly readerId: string | null;
  readonly events: readonly AccessEventClaims[];
  readonly records: readonly Extract<FactDraft, { kind: 'event' }>[];
  /** Containers that do not add up. */
  readonly unbalanced: readonly string[];
}

/** Chooses the reader by content among all there are, as the program does, and reads the content to its end. */
export function readEvents(content: Uint8Array | string, options: ReadOptions = {}): EventReading {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const place: NamedPlace | null = options.fileName === undefined ? null : { fileName: options.fileName, folderPath: [] };
  const { reader } = chooseReader(memorySource(bytes), readers, place);
  if (reader === null) {
    return {
      readerId: null,
      events: [],
      records: [],
      unbalanced: [],
      messages: [],
      diagnostics: [],
      codes: [],
      books: new Map(),
      outputs: [],
    };
  }
  const result = readSource(reader, memorySource(bytes), { readers, ...options });
  const records = result.outputs.flatMap((output) => (output.kind === 'record' && output.record.kind === 'event' ? [output.record] : []));
  return { ...result, readerId: reader.id, records, events: records.map(({ claimed }) => claimed), unbalanced: unbalanced(result) };
}
