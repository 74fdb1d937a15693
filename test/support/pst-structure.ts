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

/** Checks the lowest layer of a Unicode store against [MS-PST] 2.2, with no code of the builder. */
export function checkStructure(bytes: Buffer): Structure {
  const faults: string[] = [];
  const expect = (isTrue: boolean, fault: string): void => {
    if (!isTrue) faults.push(fault);
  };
  expect(checksum(bytes.subarray(8, 479)) === bytes.readUInt32LE(4), 'partial checksum of the header');
  expect(checksum(bytes.subarray(8, 524)) === bytes.readUInt32LE(524), 'full checksum of the header');
  expect(number(bytes, 184) === bytes.length, 'size in the header');

  const taken: { readonly offset: number; readonly size: number; readonly what: string }[] = [];
  const walk = (offset: number, identifier: number, type: number, pages: TreePage[], leaf: (at: number) => void): void => {
    checkPage(bytes, { offset, identifier, type }, expect);
    const [entries = 0, , entrySize = 0, level = 0] = bytes.subarray(offset + 488, offset + 492);
    pages.push({ offset, level, entries });
    taken.push({ offset, size: pageSize, what: 'page' });
    for (let index = 0; index < entries; index += 1) {
      const at = offset + index * entrySize;
      const key = number(bytes, at);
      if (index > 0) expect(key > number(bytes, at - entrySize), `order of keys on the page at ${offset}`);
      if (level === 0) leaf(at);
      else {
        const child = number(bytes, at + 16);
        expect(bytes.readUInt8(child + 491) === level - 1, `level of the page at ${child}`);
        expect(number(bytes, child) === key, `first key of the page at ${child}`);
        walk(child, number(bytes, at + 8), type, pages, leaf);
      }
    }
  };
  const nodes: NodeFound[] = [];
  const nodePages: TreePage[] = [];
  walk(number(bytes, 224), number(bytes, 216), 0x81, nodePages, (at) => {
    const [nodeId, content, subnodes] = [number(bytes, at), number(bytes, at + 8), number(bytes, at + 16)];
    nodes.push({ nodeId, content, subnodes, parent: bytes.readUInt32LE(at + 24) });
  });
  const blocks: BlockFound[] = [];
  const blockPages: TreePage[] = [];
  walk(number(bytes, 240), number(bytes, 232), 0x80, blockPages, (at) => {
    blocks.push({ blockId: number(bytes, at), offset: number(bytes, at + 8), size: bytes.readUInt16LE(at + 16) });
  });
  for (const { blockId, offset, size } of blocks) {
    const space = Math.ceil((size + 16) / 64) * 64;
    const trailer = offset + space - 16;
    expect(bytes.readUInt16LE(trailer) === size, `size in block ${blockId}`);
    expect(bytes.readUInt16LE(trailer + 2) === signature(offset, blockId), `signature of block ${blockId}`);
    expect(bytes.readUInt32LE(trailer + 4) === checksum(bytes.subarray(offset, offset + size)), `checksum of block ${blockId}`);
    expect(number(bytes, trailer + 8) === blockId, `identifier in block ${blockId}`);
    taken.push({ offset, size: space, what: `block ${blockId}` });
  }
  const known = new Set(blocks.map(({ blockId }) => blockId));
  for (const { nodeId, content, subnodes } of nodes) {
    for (const blockId of [content, subnodes]) expect(blockId === 0 || known.has(blockId), `block ${blockId} of node ${nodeId}`);
  }
  if (bytes.readUInt8(248) !== 0) checkMaps(bytes, taken, expect);
  return { nodes, blocks, nodePages, blockPages, faults };
}

/** Offsets of all pages of a type that are intact, wherever they lie, listed or not. */
export function pagesOfType(bytes: Buffer, type: number): number[] {
  const offsets: number[] = [];
  for (let offset = firstMap; offset + pageSize <= bytes.length; offset += pageSize) {
    const faults: string[] = [];
    checkPage(bytes, { offset, type, identifier: null }, (isTrue, fault) => {
      if (!isTrue) faults.push(fault);
    });
    if (faults.length === 0) offsets.push(offset);
  }
  return offsets;
}

type Expect = (isTrue: boolean, fault: string) => void;

function checkPage(
  bytes: Buffer,
  { offset, type, identifier }: { readonly offset: number; readonly type: number; readonly identifier: number | null },
  expect: Expect,
): void {
  const trailer = offset + 496;
  const isMap = type >= 0x82 && type <= 0x85;
  const found = number(bytes, trailer + 8);
  expect(bytes[trailer] === type && bytes[trailer + 1] === type, `type of the page at ${offset}`);
  expect(bytes.readUInt16LE(trailer + 2) === (isMap ? 0 : signature(offset, found)), `signature of the page at ${offset}`);
  expect(bytes.readUInt32LE(trailer + 4) === checksum(bytes.subarray(offset, trailer)), `checksum of the page at ${offset}`);
  if (identifier !== null) expect(found === identifier, `identifier of the page at ${offset}`);
}

// Each thing must have its space to itself, and the maps must call that space taken, and no other.
function checkMaps(bytes: Buffer, taken: { offset: number; size: number; what: string }[], expect: Expect): void {
  expect((bytes.length - firstMap) % regionSize === 0, 'size in whole regions');
  expect(number(bytes, 192) === bytes.length - regionSize, 'place of the last map');
  for (let map = firstMap, region = 0; map < bytes.length; map += regionSize, region += 1) {
    const pages = [
      [0x84, 'allocation map'],
      ...(region % 8 === 0 ? [[0x83, 'page map'] as const] : []),
      ...(region >= 128 && (region - 128) % 496 === 0 ? [[0x82, 'free map'] as const] : []),
      ...(region >= 8192 && (region - 8192) % 31_744 === 0 ? [[0x85, 'free page map'] as const] : []),
    ] as const;
    for (const [index, [type, what]] of pages.entries()) {
      const offset = map + index * pageSize;
      checkPage(bytes, { offset, type, identifier: offset }, expect);
      taken.push({ offset, size: pageSize, what });
    }
  }
  taken.sort((left, right) => left.offset - right.offset);
  let end = firstMap;
  let freeUnits = 0;
  const expectFree = (from: number, to: number): void => {
    for (let unit = from; unit < to; unit += 64, freeUnits += 1) expect(!isTaken(bytes, unit), `space at ${unit} is taken by nothing`);
  };
  for (const { offset, size, what } of taken) {
    expect(offset >= end, `${what} at ${offset} overlaps`);
    expectFree(end, offset);
    for (let unit = offset; unit < offset + size; unit += 64) expect(isTaken(bytes, unit), `${what} at ${offset} lies in free space`);
    end = offset + size;
  }
  expectFree(end, bytes.length);
  expect(number(bytes, 200) === freeUnits * 64, 'free space in the header');
}

function isTaken(bytes: Buffer, offset: number): boolean {
  const inRegion = (offset - firstMap) % regionSize;
  const unit = inRegion / 64;
  return ((bytes[offset - inRegion + (unit >>> 3)] ?? 0) & (0x80 >>> (unit & 7))) !== 0;
}

function number(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

function checksum(bytes: Uint8Array): number {
  return ~crc32(bytes, 0xffffffff) >>> 0;
}

function signature(offset: number, identifier: number): number {
  const mixed = (BigInt(offset) ^ BigInt(identifier)) & 0xffffffffn;
  return Number((mixed >> 16n) ^ (mixed & 0xffffn));
}
