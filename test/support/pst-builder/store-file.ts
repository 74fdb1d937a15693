import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { storeCrc } from './checksums.ts';
import { putTrailerMarks, type StoreLayout } from './store-layout.ts';

/** Size of a page, its trailer included ([MS-PST] 2.2.2.7). */
export const pageBytes = 512;

/** Page types ([MS-PST] 2.2.2.7.1). */
export const pageTypes = {
  blockTree: 0x80,
  nodeTree: 0x81,
  freeMap: 0x82,
  pageMap: 0x83,
  allocationMap: 0x84,
  freePageMap: 0x85,
  densityList: 0x86,
} as const;

/** What the header says of the space in the file. */
export interface StoreSpace {
  readonly endBytes: number;
  readonly lastAllocationMapBytes: number;
  readonly freeBytes: number;
}

/** The space of a store file: allocated from front to back, in units of 64 bytes, and written as it is allocated. */
export interface StoreFile {
  readonly layout: StoreLayout;
  /** Takes space for a block (a multiple of 64 bytes) or a page and returns where it lies. */
  allocate(lengthBytes: number, alignmentBytes: 64 | 512): number;
  /** Marks space as free. What was written there stays. */
  free(offsetBytes: number, lengthBytes: number): void;
  /** Marks space as free and has blocks to come lie there, where they fit. */
  reuse(offsetBytes: number, lengthBytes: number): void;
  write(offsetBytes: number, bytes: Uint8Array): void;
  /** Writes the allocation maps and closes nothing: the header is still to come. */
  finishMaps(maps: 'valid' | 'invalid'): StoreSpace;
  close(): void;
}

// An allocation map covers as many units of 64 bytes as its 496 bytes have bits ([MS-PST] 2.2.2.7.2).
const mapBytes = 496;
const unitBytes = 64;
const regionBytes = mapBytes * 8 * unitBytes;
const firstRegionBytes = 0x4400;
const densityListBytes = 0x4200;
const windowBytes = 4 * 1024 * 1024;

/**
 * Makes a store file.
 * @param path a file that does not exist yet
 */
export function createStoreFile(path: string, layout: StoreLayout): StoreFile {
  const file = openSync(path, 'wx');
  const maps: Uint8Array[] = [];
  const reusable: { readonly offsetBytes: number; readonly lengthBytes: number }[] = [];
  let cursor = firstRegionBytes;
  let regionEnd = firstRegionBytes;
  // What was written last, not yet in the file.
  const window = Buffer.alloc(windowBytes);
  let windowStart = 0;
  let windowUsed = 0;

  const flush = (): void => {
    writeWhole(file, window.subarray(0, windowUsed), windowStart);
    windowUsed = 0;
  };
  const write = (offsetBytes: number, bytes: Uint8Array): void => {
    if (offsetBytes !== windowStart + windowUsed || windowUsed + bytes.length > windowBytes) {
      flush();
      windowStart = offsetBytes;
    }
    window.set(bytes, windowUsed);
    windowUsed += bytes.length;
  };
  const startRegion = (): void => {
    const region = maps.push(new Uint8Array(mapBytes)) - 1;
    cursor = regionOffset(region);
    regionEnd = cursor + regionBytes;
    if (regionEnd > layout.greatestBytes)
      throw new RangeError(`the format ${layout.format} has no more than ${layout.greatestBytes} bytes`);
    for (const _ of mapPagesOf(region)) allocate(pageBytes, pageBytes);
  };
  const allocate: StoreFile['allocate'] = (lengthBytes, alignmentBytes) => {
    if (lengthBytes % unitBytes !== 0) throw new RangeError(`${lengthBytes} bytes are no whole units`);
    const used = alignmentBytes === 64 ? reusable.findIndex((space) => space.lengthBytes >= lengthBytes) : -1;
    const [space] = used === -1 ? [] : reusable.splice(used, 1);
    if (space !== undefined) {
      mark(maps, space.offsetBytes, lengthBytes, 'allocated');
      return space.offsetBytes;
    }
    let offset = Math.ceil(cursor / alignmentBytes) * alignmentBytes;
    if (offset + lengthBytes > regionEnd) {
      startRegion();
      offset = cursor;
    }
    mark(maps, offset, lengthBytes, 'allocated');
    cursor = offset + lengthBytes;
    return offset;
  };
  startRegion();
  return {
    layout,
    allocate,
    write,
    free: (offsetBytes, lengthBytes) => {
      mark(maps, offsetBytes, lengthBytes, 'free');
    },
    reuse(offsetBytes, lengthBytes) {
      mark(maps, offsetBytes, lengthBytes, 'free');
      reusable.push({ offsetBytes, lengthBytes });
    },
    finishMaps(validity) {
      const freeUnits = maps.reduce((sum, map) => sum + zeroBits(map), 0);
      for (const [region, map] of maps.entries()) {
        for (const [index, type] of mapPagesOf(region).entries()) {
          const content = type !== pageTypes.allocationMap ? fullMap : validity === 'valid' ? map : new Uint8Array(mapBytes);
          const offset = regionOffset(region) + index * pageBytes;
          // Of map pages the identifier is the offset, and there is no signature ([MS-PST] 2.2.2.7.1).
          write(offset, pageOf(layout, mapContent(layout, content), { type, identifier: offset, signature: 0 }));
        }
      }
      const densityList = { type: pageTypes.densityList, identifier: densityListBytes, signature: 0 };
      write(densityListBytes, pageOf(layout, new Uint8Array(0), densityList));
      flush();
      ftruncateSync(file, regionEnd);
      return {
        endBytes: regionEnd,
        lastAllocationMapBytes: regionOffset(maps.length - 1),
        freeBytes: validity === 'valid' ? freeUnits * unitBytes : 0,
      };
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

// Nobody may trust the maps of free pages ([MS-PST] 2.2.2.7.3, 2.2.2.7.5): Outlook fills them so.
const fullMap = new Uint8Array(mapBytes).fill(0xff);

// Maps of an ANSI store begin with padding ([MS-PST] 2.2.2.7.2).
function mapContent({ mapBitsAt }: StoreLayout, bits: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.alloc(mapBitsAt), bits]);
}

/** Makes a page: content, zeros, and the trailer of [MS-PST] 2.2.2.7.1. */
export function pageOf(
  layout: StoreLayout,
  content: Uint8Array,
  { type, identifier, signature }: { readonly type: number; readonly identifier: number; readonly signature: number },
): Buffer {
  const page = Buffer.alloc(pageBytes);
  const trailer = layout.pageContentBytes;
  page.set(content);
  page[trailer] = type;
  page[trailer + 1] = type;
  putTrailerMarks(layout, page, trailer + 2, { signature, checksum: storeCrc(page.subarray(0, trailer)), identifier });
  return page;
}

function regionOffset(region: number): number {
  return firstRegionBytes + region * regionBytes;
}

/** The pages that a region begins with ([MS-PST] 2.2.2.7.2 to 2.2.2.7.6); the header holds what the first ones lack. */
function mapPagesOf(region: number): readonly number[] {
  const pages: number[] = [pageTypes.allocationMap];
  if (region % 8 === 0) pages.push(pageTypes.pageMap);
  if (region >= 128 && (region - 128) % mapBytes === 0) pages.push(pageTypes.freeMap);
  if (region >= 128 * 64 && (region - 128 * 64) % (mapBytes * 64) === 0) pages.push(pageTypes.freePageMap);
  return pages;
}

// The first unit is the highest bit of the first byte.
function mark(maps: readonly Uint8Array[], offsetBytes: number, lengthBytes: number, as: 'allocated' | 'free'): void {
  const start = offsetBytes - firstRegionBytes;
  const map = maps[Math.floor(start / regionBytes)];
  if (map === undefined) throw new RangeError(`no region holds ${offsetBytes}`);
  const first = (start % regionBytes) / unitBytes;
  for (let unit = first; unit < first + lengthBytes / unitBytes; unit += 1) {
    const bit = 0x80 >>> (unit & 7);
    map[unit >>> 3] = as === 'allocated' ? (map[unit >>> 3] ?? 0) | bit : (map[unit >>> 3] ?? 0) & ~bit;
  }
}

function zeroBits(map: Uint8Array): number {
  let zeros = 0;
  for (const byte of map) for (let bit = 1; bit < 0x100; bit <<= 1) if ((byte & bit) === 0) zeros += 1;
  return zeros;
}

function writeWhole(file: number, bytes: Uint8Array, offsetBytes: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, offsetBytes + done);
}
