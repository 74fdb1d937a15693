/**
 * Format `registry-hive`: files of the Windows registry (REGF), by the public specification "Windows registry file format"
 * (M. Suhanov) and the documentation of libregf.
 *
 * Enters: the bytes of a hive, and its transaction logs where they lie beside it. Leaves: what bears on mail and its use,
 * found by the artifact readers (`artifacts/registry.ts`): accounts, settings and events, each with the path of its key; a
 * setting that says what the hive is; what is left of deleted keys and values.
 * Invariants: logs are applied in memory, as Windows does it, and each that was is told; keys that cannot be read are told;
 * of values that no artifact reader asks for no record is made. Own code: the libraries there are read the registry of the
 * machine they run on.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, Diagnostic, FactDraft, Locator } from '#model/index.ts';
import { hash } from 'node:crypto';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '../reader.ts';
import { artifactReaders } from './artifacts/registry.ts';
import { storeClaim } from './artifacts/outlook-profile.ts';
import type { Artifact, ArtifactKey, ArtifactReader, HiveOwner } from './artifact.ts';
import { baseBlockBytes, readBaseBlock } from './base-block.ts';
import { openCells, type Cells } from './cells.ts';
import { findRemains } from './deleted.ts';
import { kindOfHive, ownerOfHive } from './hive-kind.ts';
import { keyAt } from './keys.ts';
import { withLogs, type HiveState } from './transaction-logs.ts';
import { keyPatterns, readersOf, walkKeys, type KeyPattern } from './walk.ts';

export const registryHiveReader: FormatReader = {
  id: 'registry-hive',
  version: '2',
  title: 'Windows registry hive',
  isNeverMail: true,
  extensions: ['.hve'],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('A registry hive has no attachments.');
  },
};

/** Knows the logs of hives, so that they are not told as unknown: what is in them is told by the hive beside them. */
export const hiveLogReader: FormatReader = {
  id: 'registry-hive-log',
  version: '1',
  title: 'Transaction log of a registry hive',
  isNeverMail: true,
  extensions: [],
  probe(source) {
    const base = readBaseBlock(source.read(0, 512));
    return base === null || base.fileType === 0
      ? { verdict: 'no', because: 'It does not begin as a transaction log of a registry hive does.' }
      : { verdict: 'yes', because: 'It is the transaction log of a registry hive, which is read together with the hive beside it.' };
  },
  *read(): Generator<ReaderOutput, void, undefined> {
    // Everything in it is told by the hive that it belongs to.
  },
  attachment() {
    throw new AttachmentUnreadableError('A log of a registry hive has no attachments.');
  },
};

function probe(source: ByteSource): ProbeResult {
  const base = readBaseBlock(source.read(0, 512));
  if (base === null) return { verdict: 'no', because: 'It does not begin with the signature of a registry hive (regf).' };
  if (base.fileType !== 0) return { verdict: 'no', because: 'It is the transaction log of a registry hive, which is read with its hive.' };
  if (base.majorVersion !== 1)
    return { verdict: 'perhaps', because: 'It begins as a registry hive does, with a version that is not known.' };
  return { verdict: 'yes', because: 'It begins as a registry hive does (regf, version 1).' };
}

/** What is told of many keys that cannot be read, one by one; the rest is told by number. */
const mostTold = 100;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator, limits } = context;
  const container: ContainerRef = { locator, kind: 'hive' };
  const tell = (code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string, at: Locator = locator): ReaderOutput => ({
    kind: 'diagnostic',
    container,
    diagnostic: { code, effect, stage: 'read', locator: at, detail },
  });
  const bytes = source.read(0, Math.min(source.sizeBytes, limits.indexBytes));
  const base = readBaseBlock(bytes);
  if (base === null) {
    yield { kind: 'expected', container, items: 1 };
    yield tell('item-unreadable', 'item-lost', 'The hive ends within its base block, or does not begin with one.');
    return;
  }
  if (bytes.length < source.sizeBytes) {
    yield tell('limit-reached', 'limit-reached', `The hive is larger than the limit; its first ${String(bytes.length)} bytes were read.`);
  }
  const state = withLogs(bytes, base, context);
  for (const note of state.notes) {
    if (state.isRestored) yield tell('log-applied', 'noted', note);
    else if (state.isLeftDirty) yield tell('index-damaged', 'noted', note);
  }
  const cells = openCells(state.bytes, state.base.binsBytes, state.base.minorVersion);
  const missing = baseBlockBytes + state.base.binsBytes - state.bytes.length;
  if (missing > 0)
    yield tell(
      'index-damaged',
      'field-lost',
      `The hive states ${String(missing)} bytes more than there are; what lies in them is missing.`,
    );
  yield* hiveFacts(state, cells, context);
  const reading: Reading = { context, container, cells, state, owner: ownerOfHive(cells, state.base), told: new Set() };
  yield* liveArtifacts(reading, tell);
  yield* deletedArtifacts(reading, tell);
}

type Tell = (code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string, at?: Locator) => ReaderOutput;

interface Reading {
  readonly context: ReadContext;
  readonly container: ContainerRef;
  readonly cells: Cells;
  readonly state: HiveState;
  readonly owner: HiveOwner;
  /** Places of records that were given already: two keys of one name are told apart by their cells. */
  readonly told: Set<string>;
}

function keyStep(path: readonly string[]): Locator[number] {
  return { kind: 'key', at: path.join('\\') };
}

function* liveArtifacts(reading: Reading, tell: Tell): Generator<ReaderOutput, void, undefined> {
  const { cells, state, owner, context } = reading;
  const patterns = keyPatterns(artifactReaders);
  let troubles = 0;
  for (const met of walkKeys(cells, state.base.rootCell, patterns)) {
    if ('trouble' in met) {
      troubles += 1;
      if (troubles <= mostTold) yield tell('index-damaged', 'field-lost', met.trouble, [...context.locator, keyStep(met.path)]);
      continue;
    }
    if (met.readers.length > 0) yield* artifactsOf(reading, { key: met.key, above: met.above, path: met.path, owner }, met.readers, tell);
  }
  if (troubles > mostTold)
    yield tell('index-damaged', 'field-lost', `${String(troubles - mostTold)} more keys or lists of keys could not be read.`);
}

/** Values of the key that cannot be told apart are lost items: what they were is not known. */
function* artifactsOf(
  reading: Reading,
  at: ArtifactKey,
  readers: readonly ArtifactReader[],
  tell: Tell,
): Generator<ReaderOutput, void, undefined> {
  const { container, context } = reading;
  const lost = at.key.values().filter((value) => typeof value === 'string');
  if (lost.length > 0 && at.key.allocation === 'allocated') {
    yield { kind: 'expected', container, items: lost.length };
    const place = [...context.locator, keyStep(at.path)];
    for (const why of lost)
      yield tell('item-unreadable', 'item-lost', `A value of the key ${at.path.join('\\')} could not be read: ${why}.`, place);
  }
  for (const reader of readers) {
    for (const artifact of reader.read(at)) yield* artifactRecord(reading, at, artifact, tell);
  }
}

/** @param at null for a deleted value whose key is gone */
function* artifactRecord(
  reading: Reading,
  at: ArtifactKey | null,
  artifact: Artifact,
  tell: Tell,
): Generator<ReaderOutput, void, undefined> {
  const { claim, value, entry } = artifact;
  const { container, context, told, state } = reading;
  if (claim === null) return;
  const isDeleted = at?.key.allocation === 'deleted' || value?.allocation === 'deleted';
  const cell = value?.cell ?? at?.key.cell ?? 0;
  const steps: Locator = [
    ...context.locator,
    ...(at === null ? [] : [keyStep(at.path)]),
    ...(value === null ? [] : [{ kind: 'value', at: value.name }]),
    ...(entry === undefined ? [] : [{ kind: 'entry', at: entry }]),
  ];
  // A deleted one may have the path of another, and so may two keys of a damaged hive.
  const name = JSON.stringify(steps);
  const place = isDeleted || told.has(name) ? [...steps, { kind: 'cell', at: `0x${cell.toString(16)}` }] : steps;
  const placeName = JSON.stringify(place);
  // A deleted value that a key still leads to is not told once more without a key.
  const remains = `remains of cell ${String(cell)}`;
  if (told.has(placeName) || (at === null && told.has(remains))) return;
  told.add(placeName);
  if (isDeleted) told.add(remains);
  if (!isDeleted) yield { kind: 'expected', container, items: 1 };
  if (!context.enter(place, container)) return;
  if (typeof claim === 'string') {
    const key = `the key ${at?.path.join('\\') ?? 'that is gone'}`;
    const what = value === null ? `In ${key} an artifact` : `In ${key} the value ${value.name}`;
    if (isDeleted) yield tell('remains-unreadable', 'noted', `${what} is deleted and could not be read: ${claim}.`, place);
    else yield tell('item-unreadable', 'item-lost', `${what} could not be read: ${claim}.`, place);
    return;
  }
  const stored = value?.bytes();
  const own = stored === undefined || typeof stored === 'string' ? null : stored;
  const record: FactDraft = {
    ...claim,
    locator: place,
    parent: null,
    observed: {
      // In a hive that logs were applied to, places are no places of the file.
      range: own === null || state.isRestored ? null : rangeOf(state.bytes, own),
      sizeBytes: own?.length ?? 0,
      sha256: own === null ? null : hash('sha256', own),
      allocation: isDeleted ? 'deleted' : 'allocated',
      intact: true,
    },
  };
  yield { kind: 'record', container, record };
}

/** Where bytes lie that are a view of those of the file; null where they were put together. */
function rangeOf(file: Uint8Array, view: Uint8Array): { offsetBytes: number; lengthBytes: number } | null {
  if (view.buffer !== file.buffer) return null;
  return { offsetBytes: view.byteOffset - file.byteOffset, lengthBytes: view.length };
}

function* deletedArtifacts(reading: Reading, tell: Tell): Generator<ReaderOutput, void, undefined> {
  const { cells, state, owner } = reading;
  const remains = findRemains(cells, state.base.rootCell);
  const patterns: readonly KeyPattern<ArtifactReader>[] = keyPatterns(artifactReaders);
  let pathless = 0;
  for (const key of remains.keys) {
    const path = remains.pathOf(key);
    if (path === null) pathless += 1;
    else yield* artifactsOf(reading, { key, above: null, path, owner }, readersOf(path, patterns), tell);
  }
  // What a value of a profile names can be told even where its key is gone.
  for (const value of remains.values) {
    const bytes = value.bytes();
    if (typeof bytes !== 'string') yield* artifactRecord(reading, null, { value, claim: storeClaim(null, value, bytes) }, tell);
  }
  if (remains.keys.length + remains.values.length > 0) {
    const without = pathless === 0 ? '' : ` Of ${String(pathless)} keys it is not known any more where they hung.`;
    yield tell(
      'item-recovered',
      'noted',
      `In space that is not in use ${String(remains.keys.length)} deleted keys and ${String(remains.values.length)} values without a key were found; those that name mail or its use are records.${without}`,
    );
  }
  if (remains.damagedBins > 0) {
    yield tell(
      'index-damaged',
      'noted',
      `${String(remains.damagedBins)} hive bins are damaged; their free space was not searched to its end.`,
    );
  }
  if (remains.isCut) yield tell('limit-reached', 'limit-reached', 'There are more remains of deleted keys and values than are read.');
}

/** What the hive says of itself: a setting beside its artifacts. */
function* hiveFacts({ base, notes }: HiveState, cells: Cells, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { locator: context.locator, kind: 'settings' };
  const root = keyAt(cells, base.rootCell);
  const owner = ownerOfHive(cells, base);
  yield { kind: 'expected', container, items: 1 };
  const record: FactDraft = {
    kind: 'setting',
    locator: [...context.locator, { kind: 'setting', at: 'hive' }],
    parent: null,
    observed: { range: { offsetBytes: 0, lengthBytes: 512 }, sizeBytes: 512, sha256: null, allocation: 'allocated', intact: true },
    claimed: {
      setting: 'client-setting',
      client: 'other',
      name: 'registry hive',
      folderPath: [],
      modified: base.lastWrittenTime,
      values: [
        { name: 'kind, by its keys', value: typeof root === 'string' ? 'unknown: its root cannot be read' : kindOfHive(root) },
        { name: 'end of the path it was loaded from', value: base.fileName },
        { name: 'user, by the folder that its keys name', value: owner.user },
        { name: 'machine', value: owner.host },
        { name: 'version', value: `${String(base.majorVersion)}.${String(base.minorVersion)}` },
        { name: 'sequence numbers', value: `${String(base.primarySequence)}, ${String(base.secondarySequence)}` },
        { name: 'transaction logs', value: notes },
      ].filter(({ value }) => value.length > 0),
    },
  };
  yield { kind: 'record', container, record };
}
