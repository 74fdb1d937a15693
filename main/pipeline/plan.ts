import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { discover, type DiscoveredFile } from '#evidence/index.ts';
import { containerKey, formatLocator, type ContainerRef, type Diagnostic, type EvidenceItem, type Limits } from '#model/index.ts';

/** A file of the plan. */
export interface PlannedFile extends DiscoveredFile {
  /** The directory it is booked in. */
  readonly container: ContainerRef;
  /** SHA-256 of the file at acquisition; null when it is not known. */
  readonly sha256: string | null;
  /** Which part of it is read; null: the whole file. */
  readonly part: FilePart | null;
}

/** A part of a file that is read in several: one of `count` from 0 on, or behind them, as number `count`, its closing. */
export interface FilePart {
  readonly index: number;
  readonly count: number;
}

/** What one worker reads in one go: a part of a large file, or a run of smaller ones. */
export type WorkUnit = readonly PlannedFile[];

/** Trouble met while listing the files. */
export interface PlanTrouble {
  readonly container: ContainerRef;
  readonly diagnostic: Diagnostic;
}

/** The order of work for one evidence item. Two plans of the same evidence are equal. */
export interface IngestPlan {
  readonly item: EvidenceItem;
  readonly units: readonly WorkUnit[];
  readonly files: number;
  readonly bytes: number;
  readonly troubles: readonly PlanTrouble[];
  /** Expected items of each directory by `containerKey`: its files and what of it could not be listed. */
  readonly expected: ReadonlyMap<string, number>;
  /** Tells two plans apart: a run must not be resumed on evidence that lists differently. */
  readonly fingerprint: string;
}

export interface PlanOptions {
  readonly item: EvidenceItem;
  /** Where the item lies now. */
  readonly path: string;
  readonly limits: Limits;
  /** SHA-256 by relative path, from the manifest of the acquisition. */
  readonly fileHashes: ReadonlyMap<string, string>;
  /** Size in bytes above which a file is cut into parts, and of each part at most; for tests, whose files are small. */
  readonly partBytes?: number;
}

/**
 * Lists an evidence item and cuts it into work units: smaller files that follow each other share one, at most 64 files or
 * 4 MiB; a file above 4 MiB is a unit of its own; one above 8 MiB is cut into parts of at most 8 MiB and a closing, each a
 * unit. What falls into a part is the reader's to say; that a file is cut depends on its size alone.
 * @throws what the signal gives as reason when it is aborted; trouble with the evidence is in `troubles`.
 */
export async function planIngest(options: PlanOptions, signal: AbortSignal): Promise<IngestPlan> {
  const { item, path, limits, fileHashes, partBytes = defaultPartBytes } = options;
  const files: PlannedFile[] = [];
  const troubles: PlanTrouble[] = [];
  const expected = new Map<string, number>();
  let met = 0;
  for (const output of discover(path, limits)) {
    const { container } = output;
    if (output.kind === 'file') {
      const sha256 = item.kind === 'file' ? item.hashes.sha256 : (fileHashes.get(output.file.relativePath) ?? null);
      files.push({ ...output.file, container, sha256: sha256 === '' ? null : sha256, part: null });
      expect(expected, container);
    } else {
      troubles.push({ container, diagnostic: output.diagnostic });
      if (output.diagnostic.effect === 'item-lost') expect(expected, container);
    }
    // A large folder takes long to list; let go of the thread now and then.
    met += 1;
    if (met % 1000 === 0) await setImmediate();
    signal.throwIfAborted();
  }
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const change = changeSinceAcquisition(item, files.length, bytes);
  if (change !== null) troubles.push(change);
  const units = unitsOf(files, partBytes);
  return { item, units, files: files.length, bytes, troubles, expected, fingerprint: fingerprintOf(item, files, partBytes) };
}

const unitFiles = 64;
const unitBytes = 4 * 1024 * 1024;
const defaultPartBytes = 8 * 1024 * 1024;

function unitsOf(files: readonly PlannedFile[], partBytes: number): WorkUnit[] {
  const units: WorkUnit[] = [];
  let open: PlannedFile[] = [];
  let openBytes = 0;
  for (const file of files) {
    if (open.length > 0 && (open.length === unitFiles || openBytes + file.sizeBytes > unitBytes)) {
      units.push(open);
      open = [];
      openBytes = 0;
    }
    if (file.sizeBytes > partBytes) units.push(...partsOf(file, partBytes));
    else {
      open.push(file);
      openBytes += file.sizeBytes;
    }
  }
  if (open.length > 0) units.push(open);
  return units;
}

function partsOf(file: PlannedFile, partBytes: number): WorkUnit[] {
  const count = Math.ceil(file.sizeBytes / partBytes);
  return Array.from({ length: count + 1 }, (_, index) => [{ ...file, part: { index, count } }]);
}

/** Whether it is the closing of a file that is read in parts. */
export function isClosing({ part }: PlannedFile): boolean {
  return part !== null && part.index === part.count;
}

/** The first unit of the file that a unit is a part of; the unit itself where it is no part. */
export function firstUnitOf(plan: Pick<IngestPlan, 'units'>, unit: number): number {
  return unit - (plan.units[unit]?.[0]?.part?.index ?? 0);
}

/** Files of the evidence that begin in a unit. */
export function filesIn(unit: WorkUnit): WorkUnit {
  return unit.filter(({ part }) => part === null || part.index === 0);
}

/** Bytes of evidence that a unit stands for. */
export function bytesOf(unit: WorkUnit): number {
  return unit.reduce((sum, file) => sum + sharedBytes(file), 0);
}

/** Bytes of a file that its part stands for. */
export function sharedBytes(file: PlannedFile): number {
  if (file.part === null) return file.sizeBytes;
  const { index, count } = file.part;
  const before = (parts: number): number => Math.floor((file.sizeBytes * parts) / count);
  return isClosing(file) ? 0 : before(index + 1) - before(index);
}

// Hashing everything again belongs to verification; a change of number or size is seen for nothing.
function changeSinceAcquisition(item: EvidenceItem, files: number, bytes: number): PlanTrouble | null {
  if (files === item.files && bytes === item.sizeBytes) return null;
  const container: ContainerRef = { kind: 'directory', locator: [{ kind: 'file', at: '.' }] };
  const detail =
    `At acquisition the item held ${String(item.files)} files with ${String(item.sizeBytes)} bytes; ` +
    `now it holds ${String(files)} with ${String(bytes)}. It was read as it is now.`;
  return { container, diagnostic: { code: 'evidence-changed', effect: 'noted', stage: 'discover', locator: container.locator, detail } };
}

function fingerprintOf(item: EvidenceItem, files: readonly PlannedFile[], partBytes: number): string {
  const hash = createHash('sha256').update(`${item.hashes.sha256} ${String(partBytes)}`);
  for (const file of files) hash.update(`\n${formatLocator(file.locator)} ${String(file.sizeBytes)}`);
  return hash.digest('hex').slice(0, 16);
}

function expect(expected: Map<string, number>, container: ContainerRef): void {
  const key = containerKey(container);
  expected.set(key, (expected.get(key) ?? 0) + 1);
}
