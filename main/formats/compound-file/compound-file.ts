/**
 * Compound files ([MS-CFB]): storages and streams within one file, as Outlook saves single items in them.
 *
 * Written for evidence: streams are read in pieces as they are asked for, each with what is wrong with it; no sector is
 * given to two streams, so that what a file gives out is never more than its size; chains and trees that turn in circles
 * end there.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import { openAllocationTable, type AllocationTable } from './allocation-table.ts';
import { readCompoundHeader, type CompoundHeader } from './compound-header.ts';
import { childrenOf, entryBytes, readEntries, type DirectoryEntry } from './directory.ts';
import { followChain, newOwners, readChain, type Chain } from './sector-chains.ts';

/** A stream: its bytes, or why they are not there. */
export interface CompoundStream {
  readonly sizeBytes: number;
  /** Why it cannot be read whole, in words; null when it can. */
  readonly trouble: string | null;
  /** A piece of it, shorter at its end; null when it cannot be read. */
  read(offsetBytes: number, lengthBytes: number): Uint8Array | null;
}

/** A storage with all that lies in it. Of several children of one name the first counts. */
export interface CompoundStorage {
  readonly name: string;
  readonly classId: string;
  readonly storages: ReadonlyMap<string, CompoundStorage>;
  readonly streams: ReadonlyMap<string, CompoundStream>;
}

export interface CompoundFile {
  readonly root: CompoundStorage;
  /** What is wrong with the file, in sentences; each stream says for itself whether that harms it. */
  readonly damage: readonly string[];
}

/** More entries than this no item has: it stops a directory that fills a large file. */
const mostEntries = 250_000;
/** 32 GiB of sectors of 512 bytes; what has them is kept in four bytes each. */
const mostSectors = 64 * 1024 * 1024;
/** Storages within storages; messages within messages have three levels each. */
const deepest = 1024;

/** Opens a compound file; a text says in words why it cannot be. */
export function openCompoundFile(source: ByteSource): CompoundFile | string {
  const header = readCompoundHeader(source);
  if (typeof header === 'string') return header;
  const table = openAllocationTable(source, header);
  if (table.sectors > mostSectors) return `The compound file has more than ${String(mostSectors)} sectors, more than are read.`;
  const owners = newOwners(table.sectors);
  const next = (sector: number): number | null => table.next(sector);
  const damage: string[] = [];
  const directory = followChain(header.firstDirectorySector, directorySectors(header, damage, table), next, owners, 1);
  if (directory.trouble !== null) damage.push(`The directory is cut off: ${directory.trouble}.`);
  const read = (chain: Chain, offset: number, length: number): Uint8Array =>
    readChain(chain, header.sectorBytes, header.sectorBytes, offset, length, (at, most) => source.read(at, most));
  const entries = readEntries(read(directory, 0, directory.sectors * header.sectorBytes), header.hasLongSizes);
  const [rootEntry] = entries;
  if (rootEntry?.kind !== 'root') return 'The directory of the compound file has no root, so nothing in it can be found.';
  // Four bytes for each short sector: a chain that goes on beyond that is not read.
  const miniTableBytesNeeded = 4 * sectorsFor(Math.min(rootEntry.sizeBytes, source.sizeBytes), header.miniSectorBytes);
  const miniTable = followChain(header.firstMiniTableSector, sectorsFor(miniTableBytesNeeded, header.sectorBytes), next, owners, 2);
  const miniTableBytes = read(miniTable, 0, miniTable.sectors * header.sectorBytes);
  const miniStream = followChain(rootEntry.startSector, sectorsFor(rootEntry.sizeBytes, header.sectorBytes), next, owners, 3);
  if (rootEntry.sizeBytes > 0 && miniStream.trouble !== null) damage.push(`The stream of short streams is damaged: ${miniStream.trouble}.`);
  const miniView = new DataView(miniTableBytes.buffer, miniTableBytes.byteOffset, miniTableBytes.byteLength);
  const miniNext = (sector: number): number | null =>
    4 * sector + 4 <= miniTableBytes.length ? miniView.getUint32(4 * sector, true) : null;
  const miniSectors = (miniStream.sectors * header.sectorBytes) / header.miniSectorBytes;
  const miniOwners = newOwners(miniSectors);
  // In the order of the directory, so that which of two streams a sector belongs to is the same at every reading.
  const streams = entries.map((entry, index): CompoundStream | null => {
    if (entry?.kind !== 'stream') return null;
    const { sizeBytes, startSector } = entry;
    if (sizeBytes === 0) return { sizeBytes, trouble: null, read: () => new Uint8Array(0) };
    if (sizeBytes < header.miniCutoffBytes) {
      const chain = followChain(startSector, sectorsFor(sizeBytes, header.miniSectorBytes), miniNext, miniOwners, index + 4);
      return streamOf(entry, chain, (offset, length) =>
        readChain(chain, header.miniSectorBytes, 0, offset, length, (at, most) => read(miniStream, at, most)),
      );
    }
    const chain = followChain(startSector, sectorsFor(sizeBytes, header.sectorBytes), next, owners, index + 4);
    return streamOf(entry, chain, (offset, length) => read(chain, offset, length));
  });
  const root = buildTree(entries, streams, damage);
  return { root, damage: [...table.damage, ...damage] };
}

function sectorsFor(sizeBytes: number, sectorBytes: number): number {
  return Math.ceil(sizeBytes / sectorBytes);
}

function directorySectors(header: CompoundHeader, damage: string[], table: AllocationTable): number {
  const most = Math.floor(mostEntries / (header.sectorBytes / entryBytes));
  if (table.sectors <= most) return Infinity;
  let sectors = 0;
  for (let sector: number | null = header.firstDirectorySector; sector !== null && sector < table.sectors; sector = table.next(sector)) {
    sectors += 1;
    if (sectors <= most) continue;
    damage.push(`The directory has more than ${String(mostEntries)} entries; those beyond were not read.`);
    return most;
  }
  return Infinity;
}

function streamOf(
  { sizeBytes }: DirectoryEntry,
  { trouble }: Chain,
  read: (offsetBytes: number, lengthBytes: number) => Uint8Array,
): CompoundStream {
  return {
    sizeBytes,
    trouble,
    read(offsetBytes, lengthBytes) {
      const wanted = Math.max(0, Math.min(lengthBytes, sizeBytes - offsetBytes));
      const bytes = trouble === null ? read(offsetBytes, wanted) : null;
      return bytes?.length === wanted ? bytes : null;
    },
  };
}

interface Growing {
  readonly storage: { name: string; classId: string; storages: Map<string, CompoundStorage>; streams: Map<string, CompoundStream> };
  readonly child: number;
  readonly depth: number;
}

function buildTree(
  entries: readonly (DirectoryEntry | null)[],
  streams: readonly (CompoundStream | null)[],
  damage: string[],
): CompoundStorage {
  const seen = new Set([0]);
  const storageOf = (index: number): Growing['storage'] => {
    const entry = entries[index];
    return { name: entry?.name ?? '', classId: entry?.classId ?? '', storages: new Map(), streams: new Map() };
  };
  const root: Growing = { storage: storageOf(0), child: entries[0]?.child ?? 0xffffffff, depth: 0 };
  const pending = [root];
  let damaged = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { indexes, isDamaged } = childrenOf(at.child, entries, seen);
    if (isDamaged) damaged += 1;
    for (const index of indexes) {
      const entry = entries[index];
      const stream = streams[index];
      if (entry == null || entry.kind === 'root') continue;
      if (stream != null) {
        if (!at.storage.streams.has(entry.name)) at.storage.streams.set(entry.name, stream);
      } else if (!at.storage.storages.has(entry.name) && at.depth < deepest) {
        const storage = storageOf(index);
        at.storage.storages.set(entry.name, storage);
        pending.push({ storage, child: entry.child, depth: at.depth + 1 });
      }
    }
  }
  if (damaged > 0) damage.push(`In ${String(damaged)} storages the tree of what they hold is damaged; what hangs from it may be missing.`);
  const strays = entries.filter((entry, index) => entry !== null && !seen.has(index)).length;
  if (strays > 0) damage.push(`${String(strays)} entries of the directory belong to no storage; they were not read.`);
  return root.storage;
}
