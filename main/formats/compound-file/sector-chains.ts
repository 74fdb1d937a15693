import type { ByteSource } from '#evidence/byte-source.ts';

/** A run of neighbouring sectors. */
interface Run {
  readonly start: number;
  count: number;
  /** How many sectors of the chain come before it. */
  readonly before: number;
}

/** The sectors of one stream, in order. */
export interface Chain {
  readonly runs: readonly Run[];
  readonly sectors: number;
  /** Why the chain ends before its stream does, in words; null when it is whole. */
  readonly trouble: string | null;
}

/** Sector numbers above this one mean something else ([MS-CFB] 2.1). */
const lastRegularSector = 0xfffffffa;
const endOfChain = 0xfffffffe;

/** Who has which sector, so that none is given out twice: chains neither turn in circles nor share what they hold. */
export interface Owners {
  readonly of: Uint32Array;
}

/** @param sectors how many there can be in the file */
export function newOwners(sectors: number): Owners {
  return { of: new Uint32Array(sectors) };
}

/**
 * Follows a chain of sectors through an allocation table ([MS-CFB] 2.3).
 * @param next gives the successor of a sector, or null where the table does not reach
 * @param most how many sectors the stream needs; Infinity where its size is not stated
 * @param owner a number above 0 of its own for each stream
 */
export function followChain(start: number, most: number, next: (sector: number) => number | null, owners: Owners, owner: number): Chain {
  const runs: Run[] = [];
  let sectors = 0;
  let sector = start;
  const end = (trouble: string | null): Chain => ({ runs, sectors, trouble });
  while (sectors < most) {
    if (sector === endOfChain) return end(most === Infinity ? null : 'its chain of sectors is shorter than its size');
    if (sector > lastRegularSector) return end('its chain of sectors leads to a sector that is free or of another use');
    const holder = owners.of[sector];
    if (holder === undefined) return end('its chain of sectors leads beyond the end of the file');
    if (holder !== 0) {
      return end(holder === owner ? 'its chain of sectors turns in a circle' : 'a sector of it belongs to another stream');
    }
    owners.of[sector] = owner;
    const last = runs.at(-1);
    if (last !== undefined && last.start + last.count === sector) last.count += 1;
    else runs.push({ start: sector, count: 1, before: sectors });
    sectors += 1;
    if (sectors === most) break;
    const successor = next(sector);
    if (successor === null) return end('the allocation table ends before it');
    sector = successor;
  }
  return end(null);
}

/**
 * Reads from a chain.
 * @param readAt gives bytes by their offset in the medium that the sectors are of; fewer at its end
 * @param firstByte where sector 0 begins in it
 * @returns the bytes; fewer where the chain or the medium ends
 */
export function readChain(
  chain: Chain,
  sectorBytes: number,
  firstByte: number,
  offsetBytes: number,
  lengthBytes: number,
  readAt: ByteSource['read'],
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let left = lengthBytes;
  for (let at = runHolding(chain.runs, Math.floor(offsetBytes / sectorBytes)); left > 0; at += 1) {
    const run = chain.runs[at];
    if (run === undefined) break;
    const within = offsetBytes + (lengthBytes - left) - run.before * sectorBytes;
    const wanted = Math.min(left, run.count * sectorBytes - within);
    const piece = readAt(firstByte + run.start * sectorBytes + within, wanted);
    pieces.push(piece);
    left -= piece.length;
    if (piece.length < wanted) break;
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

/** The run that a sector of the chain lies in, by halving; past the last run where the chain is shorter. */
function runHolding(runs: readonly Run[], sector: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const run = runs[middle];
    if (run !== undefined && run.before + run.count <= sector) low = middle + 1;
    else high = middle;
  }
  return low;
}
