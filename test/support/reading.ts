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
  const accounts = new Map<string, ContainerRef & { expected: number; records: number; failed: number; recovered: number }>();
  const accountOf = (container: ContainerRef): { expected: number; records: number; failed: number } => {
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
    ...context,
  };
  for (const output of reader.read(source, whole)) {
    if (output.kind === 'expected') {
      accountOf(output.container).expected += output.items;
    } else if (output.kind === 'record') {
      records.push(output.record);
      accountOf(output.container).records += 1;
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
