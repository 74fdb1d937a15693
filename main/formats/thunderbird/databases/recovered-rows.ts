import type { ReaderOutput } from '#formats/reader.ts';

/**
 * Books rows that their program has marked as deleted: they are recovered and never were expected; only those that were
 * lost count as expected, for each has its diagnostic.
 */
export function* recoveredRows(outputs: Iterable<ReaderOutput>): Generator<ReaderOutput, void, undefined> {
  let told = 0;
  for (const output of outputs) {
    if (output.kind === 'record') told += 1;
    if (output.kind !== 'expected') yield output;
    else if (output.items > told) yield { ...output, items: output.items - told };
  }
}
