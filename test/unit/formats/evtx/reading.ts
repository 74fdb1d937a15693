import { evtxReader } from '#formats/evtx/index.ts';
import type { AccessEventClaims, FactDraft } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, unbalanced, type ReadOptions } from '#test/support/read-source.ts';

/** What a log gave, for comparison with what was built. */
export interface LogReading {
  readonly events: readonly EventDraft[];
  /** Of events that the log lists, and of others. */
  readonly identifiers: readonly string[];
  readonly recovered: readonly string[];
  /** `code effect`, then what it says. */
  readonly told: readonly string[];
  readonly account: { expected: number; records: number; failed: number; counted?: number };
  readonly unbalanced: readonly string[];
}

export type EventDraft = Extract<FactDraft, { kind: 'event' }>;

export function readLog(bytes: Uint8Array, options: ReadOptions = {}): LogReading {
  const result = readSource(evtxReader, memorySource(bytes), options);
  const events = result.outputs.flatMap((output) => (output.kind === 'record' && output.record.kind === 'event' ? [output.record] : []));
  const idsOf = (isLive: boolean): string[] =>
    events.filter(({ observed }) => (observed.allocation === 'allocated') === isLive).map(({ claimed }) => claimed.sourceId ?? '');
  return {
    events,
    identifiers: idsOf(true),
    recovered: idsOf(false),
    told: result.diagnostics.map(({ code, effect, detail }) => `${code} ${effect} ${detail}`),
    account: result.books.get('event-log file:evidence') ?? { expected: 0, records: 0, failed: 0 },
    unbalanced: unbalanced(result),
  };
}

/** The value of a fact; undefined where there is none. */
export function fact(claims: AccessEventClaims, name: string): unknown {
  return claims.facts.find((one) => one.name === name)?.value;
}
