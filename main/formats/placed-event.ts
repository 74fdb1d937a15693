import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type AccessEventClaims, type ByteRange, type ContainerRef, type Locator } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from './reader.ts';

/** An event that a run of bytes of a file states. */
export interface PlacedEvent {
  readonly range: ByteRange;
  /** Steps from the run of bytes to the event, where the run holds more than it. */
  readonly within?: Locator;
  /** What it states; asked for only when the item is entered. */
  readonly claimed: () => AccessEventClaims;
  /** What of it could not be read, in a sentence; null when all could. */
  readonly trouble: string | null;
  /** What the trouble is: a limit was reached unless stated. */
  readonly troubleIs?: 'limit-reached' | 'index-damaged';
}

/** Longest run of bytes that a digest is made of. */
const mostHashedBytes = 1024 * 1024;

/** Books an event and gives it out, with what there is to tell of it. */
export function* tellEvent(
  source: ByteSource,
  context: Pick<ReadContext, 'locator' | 'enter'>,
  container: ContainerRef,
  { range, within = [], claimed, trouble, troubleIs = 'limit-reached' }: PlacedEvent,
): Generator<ReaderOutput, void, undefined> {
  const locator: Locator = [...context.locator, bytesStep(range.offsetBytes, range.lengthBytes), ...within];
  yield { kind: 'expected', container, items: 1 };
  if (!context.enter(locator, container)) return;
  const isShort = range.lengthBytes <= mostHashedBytes;
  const sha256 = isShort ? hash('sha256', source.read(range.offsetBytes, range.lengthBytes)) : null;
  const observed = { range, sizeBytes: range.lengthBytes, sha256, allocation: 'allocated', intact: trouble === null } as const;
  yield { kind: 'record', container, record: { kind: 'event', locator, parent: null, observed, claimed: claimed() } };
  if (trouble === null) return;
  yield { kind: 'diagnostic', container, diagnostic: { code: troubleIs, effect: 'field-lost', stage: 'read', locator, detail: trouble } };
}

/** Books a run of bytes that should be a record and is none. */
export function* lostRecord(container: ContainerRef, locator: Locator, detail: string): Generator<ReaderOutput, void, undefined> {
  yield { kind: 'expected', container, items: 1 };
  yield { kind: 'diagnostic', container, diagnostic: { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator, detail } };
}

/** Tells something about a file of which no item is missing. */
export function noted(container: ContainerRef, code: 'log-entries-left-out' | 'limit-reached', detail: string): ReaderOutput {
  const { locator } = container;
  const effect = code === 'limit-reached' ? 'limit-reached' : 'noted';
  return { kind: 'diagnostic', container, diagnostic: { code, effect, stage: 'read', locator, detail } };
}

/** Counts by name, so many names that memory is bounded: those beyond are counted as `others`. */
export class CountedNames {
  readonly #counts = new Map<string, number>();
  readonly #most: number;

  constructor(most = 40) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  add(name: string): void {
    const short = name.slice(0, 60);
    const known = this.#counts.has(short) || this.#counts.size < this.#most ? short : 'others';
    this.#counts.set(known, (this.#counts.get(known) ?? 0) + 1);
  }

  /** `cron 3, unnamed 1` */
  toString(): string {
    return [...this.#counts].map(([name, count]) => `${name === '' ? 'unnamed' : name} ${String(count)}`).join(', ');
  }
}
