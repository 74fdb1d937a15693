import { createHash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ByteRange, type ContainerRef, type Diagnostic, type Locator } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { TransactionMemory, type LogEntry } from './log-entry.ts';
import { serviceOf } from './services/index.ts';

/** An entry with its bytes; null where they are none of the form. */
export interface PlacedEntry {
  readonly entry: LogEntry | null;
  readonly range: ByteRange;
  /** What hindered reading all of it, in a sentence; null when nothing did. */
  readonly trouble: string | null;
}

/** How many transactions of mail servers are remembered at once. */
const rememberedTransactions = 50_000;
const mostPrograms = 40;
const mostHashedBytes = 1024 * 1024;

/**
 * Gives out an event for each entry that says something of mail or log-ins, and books those. The other entries are told as numbers
 * at the end: what told something of others, what was of known services without an event, and what was of other programs.
 * Memory does not grow with the log.
 */
export function* tellEntries(
  source: ByteSource,
  entries: Iterable<PlacedEntry>,
  context: ReadContext,
): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'log', locator: context.locator };
  const memory = new TransactionMemory(rememberedTransactions);
  const others = new Map<string, number>();
  const silent = new Map<string, number>();
  let joined = 0;
  let formless = 0;
  for (const { entry, range, trouble } of entries) {
    if (entry === null) {
      formless += 1;
      continue;
    }
    const service = serviceOf(entry.program);
    if (service === null) {
      count(others, entry.program.toLowerCase());
      continue;
    }
    const meaning = service.understand(entry, memory);
    if (meaning.kind === 'joined') joined += 1;
    else if (meaning.kind === 'nothing') count(silent, service.title);
    else {
      const place: Locator = [...context.locator, bytesStep(range.offsetBytes, range.lengthBytes)];
      yield { kind: 'expected', container, items: 1 };
      if (!context.enter(place, container)) continue;
      const isWhole = range.lengthBytes <= mostHashedBytes;
      const sha256 = isWhole ? createHash('sha256').update(source.read(range.offsetBytes, range.lengthBytes)).digest('hex') : null;
      const observed = { range, sizeBytes: range.lengthBytes, sha256, allocation: 'allocated', intact: trouble === null } as const;
      yield { kind: 'record', container, record: { kind: 'event', locator: place, parent: null, observed, claimed: meaning.claimed } };
      if (trouble !== null) yield note(container, place, 'limit-reached', 'field-lost', trouble);
    }
  }
  yield* told(container, { joined, formless, others, silent, forgotten: memory.forgotten });
}

function count(counts: Map<string, number>, name: string): void {
  const known = name.slice(0, 60);
  const group = counts.has(known) || counts.size < mostPrograms ? known : 'others';
  counts.set(group, (counts.get(group) ?? 0) + 1);
}

interface Left {
  readonly joined: number;
  readonly formless: number;
  readonly others: ReadonlyMap<string, number>;
  readonly silent: ReadonlyMap<string, number>;
  readonly forgotten: number;
}

function* told(container: ContainerRef, { joined, formless, others, silent, forgotten }: Left): Generator<ReaderOutput, void, undefined> {
  const parts = [
    ...(joined === 0 ? [] : [`${String(joined)} tell sender, client or identifier of entries that are events`]),
    ...(silent.size === 0 ? [] : [`of known services without an event: ${listed(silent)}`]),
    ...(others.size === 0 ? [] : [`of other programs: ${listed(others)}`]),
    ...(formless === 0 ? [] : [`${String(formless)} lines that are no entries or go on from the line before`]),
  ];
  if (parts.length > 0)
    yield note(container, container.locator, 'log-entries-left-out', 'noted', `Entries that are no records: ${parts.join('; ')}.`);
  if (forgotten === 0) return;
  const detail = `${String(forgotten)} messages were under way at once beyond the ${String(rememberedTransactions)} that are remembered; their deliveries are told without sender and client.`;
  yield note(container, container.locator, 'limit-reached', 'limit-reached', detail);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, number]) => `${name === '' ? 'unnamed' : name} ${String(number)}`).join(', ');
}

function note(
  container: ContainerRef,
  locator: Locator,
  code: Diagnostic['code'],
  effect: Diagnostic['effect'],
  detail: string,
): ReaderOutput {
  return { kind: 'diagnostic', container, diagnostic: { code, effect, stage: 'read', locator, detail } };
}
