import type { ByteSource } from '#evidence/byte-source.ts';
import { openAllocationTable } from './allocation-table.ts';
import { readCompoundHeader } from './compound-header.ts';
import { readEntries, type DirectoryEntry } from './directory.ts';

/** Most sectors of a directory that are looked at. */
const mostSectors = 16;

/**
 * The first entries of the directory of a compound file, for probes.
 * @returns the entries, null for each that is not in use; a text says in words why it is no compound file
 */
export function directoryBeginning(source: ByteSource): readonly (DirectoryEntry | null)[] | string {
  const header = readCompoundHeader(source);
  if (typeof header === 'string') return header;
  const table = openAllocationTable(source, header);
  const entries: (DirectoryEntry | null)[] = [];
  let sector: number | null = header.firstDirectorySector;
  for (let count = 0; count < mostSectors && sector !== null && sector < table.sectors; count += 1) {
    entries.push(...readEntries(source.read((sector + 1) * header.sectorBytes, header.sectorBytes), header.hasLongSizes));
    sector = table.next(sector);
  }
  return entries;
}
