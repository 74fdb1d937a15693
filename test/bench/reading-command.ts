import { fileURLToPath } from 'node:url';
import { runMeasured, type Measured } from './measured-process.ts';

const script = fileURLToPath(new URL('./reading.ts', import.meta.url));
const compiled = fileURLToPath(new URL('../../.cache/modules', import.meta.url));

/** What reading took, and how many records it made of each kind. */
export interface MeasuredReading extends Measured {
  readonly records: Readonly<Record<string, number>>;
}

/**
 * Measures what corresponds to the work of a parser: all records of some files, made by several processes at once
 * (`reading.ts`). Run from source, but with the modules compiled before, as they ship.
 */
export async function measureReading(processes: number, paths: readonly string[]): Promise<MeasuredReading> {
  const each = Array.from(
    { length: processes },
    (_, index) => `"${process.execPath}" "${script}" ${String(index)} ${String(processes)} "$@"`,
  );
  const command = `export NODE_COMPILE_CACHE="${compiled}"; ${each.join(' & ')}; wait`;
  // Makes sure that they are compiled.
  await runMeasured('sh', ['-c', `NODE_COMPILE_CACHE="${compiled}" "${process.execPath}" "${script}" 0 1`]);
  const measured = await runMeasured('sh', ['-c', command, 'sh', ...paths]);
  const records: Record<string, number> = {};
  for (const line of measured.output.trim().split('\n'))
    for (const [kind, count] of Object.entries(JSON.parse(line) as Record<string, number>)) records[kind] = (records[kind] ?? 0) + count;
  return { ...measured, records };
}
