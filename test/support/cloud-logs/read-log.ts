import { cloudLogReaders } from '#formats/cloud-logs/index.ts';
import type { FormatReader } from '#formats/reader.ts';
import type { AccessEventClaims, Limits, RuleClaims, SettingClaims } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, type ReadResult } from '#test/support/read-source.ts';

/** What was read of an export. */
export interface ReadLog {
  readonly readerId: string;
  readonly result: ReadResult;
  readonly events: readonly AccessEventClaims[];
  readonly rules: readonly RuleClaims[];
  readonly settings: readonly SettingClaims[];
}

/** The reader that knows some content; null where none does. */
export function logReaderOf(content: Uint8Array | string): FormatReader | null {
  const source = memorySource(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
  return cloudLogReaders.find((reader) => reader.probe(source).verdict === 'yes') ?? null;
}

/** Reads an export by the reader that knows it. Text is taken as UTF-8. @throws Error where none does. */
export function readLog(content: Uint8Array | string, limits: Partial<Limits> = {}): ReadLog {
  const reader = logReaderOf(content);
  if (reader === null) throw new Error('No reader of cloud logs knows the content.');
  const result = readSource(reader, memorySource(typeof content === 'string' ? Buffer.from(content, 'utf8') : content), { limits });
  const records = result.outputs.flatMap((output) => (output.kind === 'record' ? [output.record] : []));
  return {
    readerId: reader.id,
    result,
    events: records.flatMap((record) => (record.kind === 'event' ? [record.claimed] : [])),
    rules: records.flatMap((record) => (record.kind === 'rule' ? [record.claimed] : [])),
    settings: records.flatMap((record) => (record.kind === 'setting' ? [record.claimed] : [])),
  };
}

/** The only event of an export. @throws Error where there is another number. */
export function onlyEvent(content: Uint8Array | string): AccessEventClaims {
  const { events } = readLog(content);
  const [event] = events;
  if (event === undefined || events.length !== 1) throw new Error(`There are ${String(events.length)} events.`);
  return event;
}

/** The value of a fact by its name. */
export function factOf({ facts }: AccessEventClaims, name: string): unknown {
  return facts.find((fact) => fact.name === name)?.value;
}
