import type { DataTree } from './data-tree.ts';

/** The most that one allocation of a heap holds ([MS-PST] 2.3.3.3). */
export const greatestAllocationBytes = 3580;

/** A heap on a node ([MS-PST] 2.3.1), written block by block as it fills. */
export interface Heap {
  /** Takes in up to `greatestAllocationBytes` and returns their HID; 0 for none. */
  allocate(bytes: Uint8Array): number;
  /** Takes room in the first block, to be filled in until the heap is finished. */
  reserve(lengthBytes: number): { readonly hid: number; readonly bytes: Buffer };
  /** @param userRoot the HID of the structure that the heap holds */
  finish(userRoot: number): void;
}

/** bClientSig ([MS-PST] 2.3.1.2). */
export const heapClients = { table: 0x7c, properties: 0xbc } as const;

interface HeapBlock {
  readonly index: number;
  readonly content: Buffer;
  readonly starts: number[];
  used: number;
}

/** Starts a heap whose blocks go to a data tree. */
export function startHeap(client: keyof typeof heapClients, blocks: DataTree): Heap {
  const { greatestBlockBytes } = blocks.layout;
  const fillLevels: number[] = [];
  // Blocks that hold fill levels can be written only when those are known.
  const held: HeapBlock[] = [];
  let current = startBlock(0);

  const put = ({ index, content }: HeapBlock, lengthBytes: number): void => {
    blocks.put(index, content.subarray(0, lengthBytes));
    spare.push(content);
  };
  const close = (block: HeapBlock, isLast: boolean): void => {
    const freeBytes = greatestBlockBytes - sealBlock(block);
    fillLevels.push(fillLevel(freeBytes));
    if (headBytes(block.index) > 2) held.push(block);
    else put(block, isLast ? greatestBlockBytes - freeBytes : greatestBlockBytes);
  };
  const take = (lengthBytes: number): { readonly hid: number; readonly bytes: Buffer } => {
    if (lengthBytes > greatestAllocationBytes) throw new RangeError(`${lengthBytes} bytes are too many for a heap`);
    if (mapEnd(current, lengthBytes) > greatestBlockBytes || current.starts.length >= greatestAllocations) {
      close(current, false);
      current = startBlock(current.index + 1);
    }
    const start = current.used;
    current.starts.push(start);
    current.used += lengthBytes;
    return { hid: current.index * 0x10000 + current.starts.length * 32, bytes: current.content.subarray(start, current.used) };
  };
  return {
    allocate(bytes) {
      if (bytes.length === 0) return 0;
      const room = take(bytes.length);
      room.bytes.set(bytes);
      return room.hid;
    },
    reserve(lengthBytes) {
      const room = take(lengthBytes);
      if (room.hid >= 0x10000) throw new RangeError('the first block is full');
      return room;
    },
    finish(userRoot) {
      close(current, true);
      for (const block of held) {
        const levels = fillLevels.slice(block.index, block.index + (block.index === 0 ? 8 : 128));
        // HNHDR or HNBITMAPHDR ([MS-PST] 2.3.1.2, 2.3.1.4): two levels a byte, the lower half first.
        const at = block.index === 0 ? 8 : 2;
        for (const [place, level] of levels.entries()) {
          block.content[at + (place >> 1)] = (block.content[at + (place >> 1)] ?? 0) | (level << ((place & 1) * 4));
        }
        if (block.index === 0) {
          block.content[2] = 0xec;
          block.content[3] = heapClients[client];
          block.content.writeUInt32LE(userRoot, 4);
        }
        put(block, block === current ? mapEnd(block, 0) - 2 : greatestBlockBytes);
      }
    },
  };
}

// hidIndex has 11 bits and begins with 1.
const greatestAllocations = 2047;

// Buffers of blocks that were written: small heaps by the million would make garbage faster than it is collected.
const spare: Buffer[] = [];
/** What any block takes with its trailer ([MS-PST] 2.2.2.8). */
const blockRoomBytes = 8192;

function startBlock(index: number): HeapBlock {
  if (index > 0xffff) throw new RangeError('a heap has at most 65536 blocks');
  const content = spare.pop()?.fill(0) ?? Buffer.alloc(blockRoomBytes);
  return { index, content, starts: [], used: headBytes(index) };
}

// HNHDR, HNBITMAPHDR in block 8 and every 128 after it, else HNPAGEHDR ([MS-PST] 2.3.1.2 to 2.3.1.4).
function headBytes(index: number): number {
  if (index === 0) return 12;
  return index % 128 === 8 ? 66 : 2;
}

/** Where the page map would end with one more allocation of that size. */
function mapEnd(block: HeapBlock, moreBytes: number): number {
  return even(block.used + moreBytes) + 4 + 2 * (block.starts.length + 2);
}

/** Writes the page map ([MS-PST] 2.3.1.5) and returns how much of the block is in use. */
function sealBlock({ content, starts, used }: HeapBlock): number {
  const at = even(used);
  content.writeUInt16LE(at, 0);
  content.writeUInt16LE(starts.length, at);
  for (const [index, start] of [...starts, used].entries()) content.writeUInt16LE(start, at + 4 + 2 * index);
  return at + 4 + 2 * (starts.length + 1);
}

function even(value: number): number {
  return value + (value & 1);
}

// Levels of free space, from most to least ([MS-PST] 2.3.1.2).
const levelBytes = [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8];

function fillLevel(freeBytes: number): number {
  const level = levelBytes.findIndex((least) => freeBytes >= least);
  return level === -1 ? 0xf : level;
}
