import type { ByteSource } from '#evidence/byte-source.ts';
import type { CompoundHeader } from './compound-header.ts';

/** The allocation table of a compound file, read as far as it is asked ([MS-CFB] 2.3, 2.5). */
export interface AllocationTable {
  /** How many sectors the file has room for. */
  readonly sectors: number;
  /** The sector after one in its chain; null where the table does not reach. */
  next(sector: number): number | null;
  /** What is wrong with the table itself, in sentences. */
  readonly damage: readonly string[];
}

const noSector = 0xffffffff;
const lastRegularSector = 0xfffffffa;
/** What is told of many parts that are missing. */
const mostDamage = 5;

/** Opens the table. What it holds in memory is a hundredth of the file at most. */
export function openAllocationTable(source: ByteSource, header: CompoundHeader): AllocationTable {
  const { sectorBytes } = header;
  // Sector 0 follows the header, which takes up a whole sector of whatever size.
  const sectors = Math.max(0, Math.ceil(source.sizeBytes / sectorBytes) - 1);
  const entriesPerSector = sectorBytes / 4;
  const needed = Math.ceil(sectors / entriesPerSector);
  const damage: string[] = [];
  const places = header.tableSectors.slice(0, needed);
  let isListRead = needed <= places.length;
  const cached = new Map<number, Uint32Array | null>();

  const readList = (): void => {
    isListRead = true;
    let list = header.firstTableListSector;
    // Each sector of the list serves as many sectors of the table as it has entries but one.
    const most = Math.ceil(needed / (entriesPerSector - 1)) + 1;
    for (let count = 0; list <= lastRegularSector && places.length < needed; count += 1) {
      const entries = count < most ? readEntries(source, list, sectorBytes) : null;
      if (entries === null) {
        damage.push('The list of the sectors of the allocation table is cut off or turns in a circle.');
        return;
      }
      places.push(...entries.subarray(0, Math.min(entriesPerSector - 1, needed - places.length)));
      list = entries[entriesPerSector - 1] ?? noSector;
    }
  };
  const part = (index: number): Uint32Array | null => {
    const known = cached.get(index);
    if (known !== undefined) return known;
    if (index >= places.length && !isListRead) readList();
    const place = places[index];
    const entries = place === undefined || place > lastRegularSector ? null : readEntries(source, place, sectorBytes);
    if (entries === null && damage.length < mostDamage) damage.push(`Part ${String(index)} of the allocation table is not in the file.`);
    cached.set(index, entries);
    return entries;
  };
  return {
    sectors,
    damage,
    next: (sector) => part(Math.floor(sector / entriesPerSector))?.[sector % entriesPerSector] ?? null,
  };
}

/** The numbers in a sector; fewer where the file ends in it, null where it does not begin in the file. */
function readEntries(source: ByteSource, sector: number, sectorBytes: number): Uint32Array | null {
  const bytes = source.read((sector + 1) * sectorBytes, sectorBytes);
  if (bytes.length < 4) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => view.getUint32(4 * index, true));
}
