import type { ByteSource } from '#evidence/byte-source.ts';
import type { FormatReader, ReadContext } from '#formats/reader.ts';
import {
  containerKey,
  defaultLimits,
  fileStep,
  type ContainerAccount,
  type ContainerRef,
  type Diagnostic,
  type FactDraft,
  type MessageDraft,
  type RecordDraft,
} from '#model/index.ts';
import { nothingAround } from './reading-room.ts';

/** All that a reader gives for a source, booked. */
export interface Reading {
  readonly records: readonly RecordDraft[];
  readonly messages: readonly MessageDraft[];
  readonly facts: readonly FactDraft[];
  readonly diagnostics: readonly Diagnostic[];
  /** The account of each container, in the order of their first mention. */
  readonly accounts: readonly ContainerAccount[];
  /** Records in all containers of a kind. */
  recordsIn(containerKind: string): number;
}

/** Reads a source to its end. Locators begin with `file:evidence`. */
export function readAll(reader: FormatReader, source: ByteSource, context: Partial<ReadContext> = {}): Reading {
  const records: RecordDraft[] = [];
  const diagnostics: Diagnostic[] = [];
  type Account = { -readonly [K in keyof ContainerAccount]: ContainerAccount[K] };
  const accounts = new Map<string, Account>();
  const accountOf = (container: ContainerRef): Account => {
    const key = containerKey(container);
    const account = accounts.get(key) ?? { ...container, expected: 0, records: 0, failed: 0, recovered: 0 };
    accounts.set(key, account);
    return account;
  };
  const whole: ReadContext = {
    locator: [fileStep('evidence')],
    folderPath: [],
    fileName: 'evidence',
    limits: defaultLimits,
    enter: () => true,
    ...nothingAround,
    ...context,
  };
  for (const output of reader.read(source, whole)) {
    if (output.kind === 'expected') {
      accountOf(output.container).expected += output.items;
    } else if (output.kind === 'counted') {
      const account = accountOf(output.container);
      account.counted = (account.counted ?? 0) + output.items;
    } else if (output.kind === 'record') {
      records.push(output.record);
      accountOf(output.container)[output.record.observed.allocation === 'allocated' ? 'records' : 'recovered'] += 1;
    } else {
      diagnostics.push(output.diagnostic);
      if (output.diagnostic.effect === 'item-lost' && output.container !== null) accountOf(output.container).failed += 1;
    }
  }
  return {
    records,
    messages: records.filter((record) => record.kind === 'message'),
    facts: records.filter((record): record is FactDraft => record.kind !== 'message' && record.kind !== 'file'),
    diagnostics,
    accounts: [...accounts.values()],
    recordsIn: (kind) =>
      [...accounts.values()].filter((account) => account.kind === kind).reduce((sum, account) => sum + account.records, 0),
  };
}
