import { crc32 } from 'node:zlib';

/** A page of a tree. */
export interface TreePage {
  readonly offset: number;
  readonly level: number;
  readonly entries: number;
}

export interface NodeFound {
  readonly nodeId: number;
  readonly content: number;
  readonly subnodes: number;
  readonly parent: number;
}

export interface BlockFound {
  readonly blockId: number;
  readonly offset: number;
  readonly size: number;
}

export interface Structure {
  readonly nodes: readonly NodeFound[];
  readonly blocks: readonly BlockFound[];
  readonly nodePages: readonly TreePage[];
  readonly blockPages: readonly TreePage[];
  /** What is wrong, in words: checksums, signatures, order of keys, space that overlaps or that the maps call free. */
  readonly faults: readonly string[];
}

/** Size of a page, and of the space that an allocation map covers ([MS-PST] 2.2.2.7.2). */
const pageSize = 512;
const regionSize = 253_952;
const firstMap = 0x4400;

/** Where an ANSI and a Unicode store have what both have ([MS-PST] 2.2.2). */
interface Places {
  /** Bytes of identifiers and offsets. */
  readonly word: 4 | 8;
  /** The first word of ROOT, ibFileEof. */
  readonly root: number;
  /** Of a page: cEnt, its trailer, and in that identifier and checksum; and where the bits of a map begin. */
  readonly counts: number;
  readonly trailer: number;
  readonly pageId: number;
  readonly pageChecksum: number;
  readonly mapBits: number;
  /** Of a block: how long its trailer is, and in that identifier and checksum. */
  readonly blockTrailer: number;
  readonly blockId: number;
  readonly blockChecksum: number;
}

const unicodePlaces: Places = {
  word: 8,
  root: 184,
  counts: 488,
  trailer: 496,
  pageId: 504,
  pageChecksum: 500,
  mapBits: 0,
  blockTrailer: 16,
  blockId: 8,
  blockChecksum: 4,
};
const ansiPlaces: Places = {
  word: 4,
  root: 168,
  counts: 496,
  trailer: 500,
  pageId: 504,
  pageChecksum: 508,
  mapBits: 4,
  blockTrailer: 12,
  blockId: 4,
  blockChecksum: 8,
};

/** By wVer. */
function placesOf(bytes: Buffer): Places {
  return bytes.readUInt16LE(10) < 20 ? ansiPlaces : unicodePlaces;
}

/** Checks the lowest layer of a store, Unicode or ANSI, against [MS-PST] 2.2, with no code of the builder. */
export function checkStructure(bytes: Buffer): Structure {
  const places = placesOf(bytes);
  const { word, root, counts, blockTrailer } = places;
  const number = numbersOf(bytes, word);
  const faults: string[] = [];
  const expect = (isTrue: boolean, fault: string): void => {
    if (!isTrue) faults.push(fault);
  };
  expect(checksum(bytes.subarray(8, 479)) === bytes.readUInt32LE(4), 'partial checksum of the header');
  if (word === 8) expect(checksum(bytes.subarray(8, 524)) === bytes.readUInt32LE(524), 'full checksum of the header');
  expect(number(root) === bytes.length, 'size in the header');

  const taken: { readonly offset: number; readonly size: number; readonly what: string }[] = [];
  const walk = (offset: number, identifier: number, type: number, pages: TreePage[], leaf: (at: number) => void): void => {
    checkPage(bytes, places, { offset, identifier, type }, expect);
    const [entries = 0, , entrySize = 0, level = 0] = bytes.subarray(offset + counts, offset + counts + 4);
    pages.push({ offset, level, entries });
    taken.push({ offset, size: pageSize, what: 'page' });
    for (let index = 0; index < entries; index += 1) {
      const at = offset + index * entrySize;
      const key = number(at);
      if (index > 0) expect(key > number(at - entrySize), `order of keys on the page at ${offset}`);
      if (level === 0) leaf(at);
      else {
        const child = number(at + 2 * word);
        expect(bytes.readUInt8(child + counts + 3) === level - 1, `level of the page at ${child}`);
        expect(number(child) === key, `first key of the page at ${child}`);
        walk(child, number(at + word), type, pages, leaf);
      }
    }
  };
  const nodes: NodeFound[] = [];
  const nodePages: TreePage[] = [];
  walk(number(root + 5 * word), number(root + 4 * word), 0x81, nodePages, (at) => {
    const [nodeId, content, subnodes] = [number(at), number(at + word), number(at + 2 * word)];
    nodes.push({ nodeId, content, subnodes, parent: bytes.readUInt32LE(at + 3 * word) });
  });
  const blocks: BlockFound[] = [];
  const blockPages: TreePage[] = [];
  walk(number(root + 7 * word), number(root + 6 * word), 0x80, blockPages, (at) => {
    blocks.push({ blockId: number(at), offset: number(at + word), size: bytes.readUInt16LE(at + 2 * word) });
  });
  for (const { blockId, offset, size } of blocks) {
    const space = Math.ceil((size + blockTrailer) / 64) * 64;
    const trailer = offset + space - blockTrailer;
    expect(bytes.readUInt16LE(trailer) === size, `size in block ${blockId}`);
    expect(bytes.readUInt16LE(trailer + 2) === signature(offset, blockId), `signature of block ${blockId}`);
    expect(
      bytes.readUInt32LE(trailer + places.blockChecksum) === checksum(bytes.subarray(offset, offset + size)),
      `checksum of block ${blockId}`,
    );
    expect(number(trailer + places.blockId) === blockId, `identifier in block ${blockId}`);
    taken.push({ offset, size: space, what: `block ${blockId}` });
  }
  const known = new Set(blocks.map(({ blockId }) => blockId));
  for (const { nodeId, content, subnodes } of nodes) {
    for (const blockId of [content, subnodes]) expect(blockId === 0 || known.has(blockId), `block ${blockId} of node ${nodeId}`);
  }
  if (bytes.readUInt8(root + 8 * word) !== 0) checkMaps(bytes, places, taken, expect);
  return { nodes, blocks, nodePages, blockPages, faults };
}

/** The identifiers of the nodes that a leaf of the node tree lists; none when the page is no leaf. */
export function nodesOnPage(bytes: Buffer, offset: number): number[] {
  const { word, counts } = placesOf(bytes);
  const [entries = 0, , entrySize = 0, level = 0] = bytes.subarray(offset + counts, offset + counts + 4);
  if (level > 0 || entrySize !== (word === 8 ? 32 : 16)) return [];
  return Array.from({ length: entries }, (_, index) => bytes.readUInt32LE(offset + entrySize * index));
}

/** Offsets of all pages of a type that are intact, wherever they lie, listed or not. */
export function pagesOfType(bytes: Buffer, type: number): number[] {
  const places = placesOf(bytes);
  const offsets: number[] = [];
  for (let offset = firstMap; offset + pageSize <= bytes.length; offset += pageSize) {
    const faults: string[] = [];
    checkPage(bytes, places, { offset, type, identifier: null }, (isTrue, fault) => {
      if (!isTrue) faults.push(fault);
    });
    if (faults.length === 0) offsets.push(offset);
  }
  return offsets;
}

type Expect = (isTrue: boolean, fault: string) => void;

function checkPage(
  bytes: Buffer,
  places: Places,
  { offset, type, identifier }: { readonly offset: number; readonly type: number; readonly identifier: number | null },
  expect: Expect,
): void {
  const trailer = offset + places.trailer;
  const isMap = type >= 0x82 && type <= 0x85;
  const found = numbersOf(bytes, places.word)(offset + places.pageId);
  expect(bytes[trailer] === type && bytes[trailer + 1] === type, `type of the page at ${offset}`);
  expect(bytes.readUInt16LE(trailer + 2) === (isMap ? 0 : signature(offset, found)), `signature of the page at ${offset}`);
  expect(
    bytes.readUInt32LE(offset + places.pageChecksum) === checksum(bytes.subarray(offset, trailer)),
    `checksum of the page at ${offset}`,
  );
  if (identifier !== null) expect(found === identifier, `identifier of the page at ${offset}`);
}

// Each thing must have its space to itself, and the maps must call that space taken, and no other.
function checkMaps(bytes: Buffer, places: Places, taken: { offset: number; size: number; what: string }[], expect: Expect): void {
  const { root, word, mapBits } = places;
  const number = numbersOf(bytes, word);
  const isTaken = (offset: number): boolean => isMarked(bytes, mapBits, offset);
  expect((bytes.length - firstMap) % regionSize === 0, 'size in whole regions');
  expect(number(root + word) === bytes.length - regionSize, 'place of the last map');
  for (let map = firstMap, region = 0; map < bytes.length; map += regionSize, region += 1) {
    const pages = [
      [0x84, 'allocation map'],
      ...(region % 8 === 0 ? [[0x83, 'page map'] as const] : []),
      ...(region >= 128 && (region - 128) % 496 === 0 ? [[0x82, 'free map'] as const] : []),
      ...(region >= 8192 && (region - 8192) % 31_744 === 0 ? [[0x85, 'free page map'] as const] : []),
    ] as const;
    for (const [index, [type, what]] of pages.entries()) {
      const offset = map + index * pageSize;
      checkPage(bytes, places, { offset, type, identifier: offset }, expect);
      taken.push({ offset, size: pageSize, what });
    }
  }
  taken.sort((left, right) => left.offset - right.offset);
  let end = firstMap;
  let freeUnits = 0;
  const expectFree = (from: number, to: number): void => {
    for (let unit = from; unit < to; unit += 64, freeUnits += 1) expect(!isTaken(unit), `space at ${unit} is taken by nothing`);
  };
  for (const { offset, size, what } of taken) {
    expect(offset >= end, `${what} at ${offset} overlaps`);
    expectFree(end, offset);
    for (let unit = offset; unit < offset + size; unit += 64) expect(isTaken(unit), `${what} at ${offset} lies in free space`);
    end = offset + size;
  }
  expectFree(end, bytes.length);
  expect(number(root + 2 * word) === freeUnits * 64, 'free space in the header');
}

function isMarked(bytes: Buffer, mapBits: number, offset: number): boolean {
  const inRegion = (offset - firstMap) % regionSize;
  const unit = inRegion / 64;
  return ((bytes[offset - inRegion + mapBits + (unit >>> 3)] ?? 0) & (0x80 >>> (unit & 7))) !== 0;
}

function numbersOf(bytes: Buffer, word: 4 | 8): (at: number) => number {
  return word === 8 ? (at) => Number(bytes.readBigUInt64LE(at)) : (at) => bytes.readUInt32LE(at);
}

function checksum(bytes: Uint8Array): number {
  return ~crc32(bytes, 0xffffffff) >>> 0;
}

function signature(offset: number, identifier: number): number {
  const mixed = (BigInt(offset) ^ BigInt(identifier)) & 0xffffffffn;
  return Number((mixed >> 16n) ^ (mixed & 0xffffn));
}
