import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ByteRange, type ContainerRef, type Locator, type RuleValue } from '#model/index.ts';
import { CountedNames, lostRecord, noted, tellEvent } from '../placed-event.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { TransactionMemory, type LogEntry } from './log-entry.ts';
import { serviceOf } from './services/index.ts';

/** An entry with its bytes; null where they are none of the form. */
export interface PlacedEntry {
  readonly entry: LogEntry | null;
  readonly range: ByteRange;
  /** Steps from the bytes to the entry, where they hold more than it. */
  readonly within?: Locator;
  /** What stands beside the entry and is not of it: what a collector says. */
  readonly beside?: readonly RuleValue[];
  /** What hindered reading all of it, in a sentence; null when nothing did. */
  readonly trouble: string | null;
  /** Whether the bytes should be an entry and are damaged, so that one is lost. */
  readonly isLost?: boolean;
}

/** How many transactions of mail servers are remembered at once. */
const rememberedTransactions = 50_000;

/**
 * Gives out an event for each entry that says something of mail or log-ins, and books those. The other entries are told as numbers
 * at the end: what told something of others, what was of known services without an event, and what was of other programs.
 * Memory does not grow with the log.
 * @param formless what bytes are that are no entry, in words
 */
export function* tellEntries(
  source: ByteSource,
  entries: Iterable<PlacedEntry>,
  context: ReadContext,
  formless = 'lines that are no entries or go on from the line before',
): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'log', locator: context.locator };
  const memory = new TransactionMemory(rememberedTransactions);
  const others = new CountedNames();
  const silent = new CountedNames();
  let joined = 0;
  let withoutForm = 0;
  for (const { entry, range, within, beside = [], trouble, isLost = false } of entries) {
    if (isLost) {
      yield* lostRecord(container, [...context.locator, bytesStep(range.offsetBytes, range.lengthBytes)], trouble ?? 'It is damaged.');
      continue;
    }
    if (entry === null) {
      withoutForm += 1;
      continue;
    }
    const service = serviceOf(entry.program);
    if (service === null) {
      others.add(entry.program.toLowerCase());
      continue;
    }
    const meaning = service.understand(entry, memory);
    if (meaning.kind === 'joined') joined += 1;
    else if (meaning.kind === 'nothing') silent.add(service.title);
    else {
      const claimed = { ...meaning.claimed, facts: [...meaning.claimed.facts, ...beside] };
      yield* tellEvent(source, context, container, { range, ...(within === undefined ? {} : { within }), claimed: () => claimed, trouble });
    }
  }
  const parts = [
    ...(joined === 0 ? [] : [`${String(joined)} tell sender, client or identifier of entries that are events`]),
    ...(silent.isEmpty ? [] : [`of known services without an event: ${silent.toString()}`]),
    ...(others.isEmpty ? [] : [`of other programs: ${others.toString()}`]),
    ...(withoutForm === 0 ? [] : [`${String(withoutForm)} ${formless}`]),
  ];
  if (parts.length > 0) yield noted(container, 'log-entries-left-out', `Entries that are no records: ${parts.join('; ')}.`);
  if (memory.forgotten === 0) return;
  const detail = `${String(memory.forgotten)} messages were under way at once beyond the ${String(rememberedTransactions)} that are remembered; their deliveries are told without sender and client.`;
  yield noted(container, 'limit-reached', detail);
}
