import type { FormatReader } from '#formats/reader.ts';
import type { FactDraft } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, unbalanced, type ReadOptions, type ReadResult } from '#test/support/read-source.ts';

type OfKind<Kind extends FactDraft['kind']> = Extract<FactDraft, { kind: Kind }>;

/** A reading with its facts by kind. */
export interface FactReading extends ReadResult {
  readonly facts: readonly FactDraft[];
  of<Kind extends FactDraft['kind']>(kind: Kind): readonly OfKind<Kind>[];
  /** Names of the containers whose books do not add up. */
  readonly unbalanced: readonly string[];
}

/** Reads content with a reader; text is taken as UTF-8. */
export function readFacts(reader: FormatReader, content: Uint8Array | string, options: ReadOptions = {}): FactReading {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const result = readSource(reader, memorySource(bytes), options);
  const facts = result.outputs.flatMap((output): FactDraft[] =>
    output.kind === 'record' && output.record.kind !== 'message' && output.record.kind !== 'file' ? [output.record] : [],
  );
  return {
    ...result,
    facts,
    of: (kind) => facts.filter((record): record is OfKind<typeof kind> => record.kind === kind),
    unbalanced: unbalanced(result),
  };
}

/** The bytes that a record was observed in, as UTF-8; empty where it has no run of its own. */
export function bytesObserved({ observed }: FactDraft, content: Uint8Array | string): string {
  const bytes = Buffer.from(content);
  const { range } = observed;
  return range === null ? '' : bytes.toString('utf8', range.offsetBytes, range.offsetBytes + range.lengthBytes);
}
