import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef } from '#model/index.ts';
import { bytesStep, type Diagnostic } from '#model/index.ts';
import type { ProbeResult, ReadContext, ReaderOutput } from '../reader.ts';
import { morkMagic, readMork, type MorkStore } from './mork/index.ts';

const probedBytes = 64 * 1024;

/**
 * Judges whether a file is a Mork file that knows a scope of rows. Names of columns and scopes stand at its beginning.
 * @param names one of which it has to name, e.g. `ns:msg:db:row:scope:msgs:all`; null: any Mork file
 */
export function probeMork(source: ByteSource, names: readonly string[] | null): ProbeResult {
  if (
    !Buffer.from(source.read(0, 64))
      .toString('latin1')
      .replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '')
      .startsWith(morkMagic)
  )
    return { verdict: 'no', because: 'it does not begin as a Mork file' };
  if (names === null) return { verdict: 'yes', because: 'it begins as a Mork file' };
  const start = Buffer.from(source.read(0, probedBytes)).toString('latin1');
  // Line breaks may stand within a name, after a backslash.
  const text = start.replace(/\\\r?\n/g, '');
  const named = names.find((name) => text.includes(name));
  return named === undefined
    ? { verdict: 'no', because: `it is a Mork file that does not name ${names.join(' or ')}` }
    : { verdict: 'yes', because: `it is a Mork file that names ${named}` };
}

/** Reads the Mork file of a context, up to its limits. */
export function openMork(source: ByteSource, { limits }: Pick<ReadContext, 'limits'>): MorkStore {
  const bytes = source.read(0, Math.min(source.sizeBytes, limits.indexBytes));
  return readMork(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { rows: limits.indexRows });
}

/** Tells what was wrong with a Mork file: damage, transactions that the program ignores, limits. */
export function* troublesOf(
  store: MorkStore,
  source: ByteSource,
  context: Pick<ReadContext, 'limits' | 'locator'>,
  container: ContainerRef,
): Generator<ReaderOutput, void, undefined> {
  const tell = (code: Diagnostic['code'], effect: Diagnostic['effect'], place: Diagnostic['locator'], detail: string): ReaderOutput => ({
    kind: 'diagnostic',
    container,
    diagnostic: { code, effect, stage: 'read', locator: place, detail },
  });
  const { locator, limits } = context;
  for (const { what, offsetBytes, lengthBytes } of store.damage.places) {
    const detail = `The file is damaged: ${what}. It was passed over, and the reading went on after it.`;
    yield tell('index-damaged', 'field-lost', [...locator, bytesStep(offsetBytes, lengthBytes)], detail);
  }
  const untold = store.damage.count - store.damage.places.length;
  if (untold > 0) yield tell('index-damaged', 'field-lost', locator, `The file is damaged at ${String(untold)} further places.`);
  for (const { what, offsetBytes, lengthBytes } of store.unfinishedRanges.slice(0, mostTold)) {
    const detail = `The file holds ${what}, which its program ignores: ${String(lengthBytes)} bytes. Rows that only it holds are told as recovered.`;
    yield tell('index-damaged', 'noted', [...locator, bytesStep(offsetBytes, lengthBytes)], detail);
  }
  const more = store.unfinishedRanges.length - mostTold;
  if (more > 0)
    yield tell('index-damaged', 'noted', locator, `The file holds ${String(more)} further transactions that its program ignores.`);
  if (source.sizeBytes > limits.indexBytes) {
    const detail = `The file has ${String(source.sizeBytes)} bytes; only the first ${String(limits.indexBytes)} were read.`;
    yield tell('limit-reached', 'limit-reached', locator, detail);
  }
  if (store.stopped !== null) {
    const detail = `The file has too many ${store.stopped} for an index of ${String(limits.indexRows)} rows; the reading stopped there.`;
    yield tell('limit-reached', 'limit-reached', locator, detail);
  }
}

const mostTold = 50;
