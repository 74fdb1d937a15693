import { byteWriter, ticks, wideText } from './bytes.ts';

/** What a built prefetch file is to state. */
export interface BuiltPrefetch {
  readonly version: 17 | 23 | 26 | 30 | 31;
  /** The later form of version 30, in which the count lies eight bytes earlier. */
  readonly isLate?: boolean;
  readonly program: string;
  readonly runCount: number;
  /** Newest first. */
  readonly lastRuns: readonly string[];
  readonly files: readonly string[];
  readonly volume?: { readonly path: string; readonly serial: number; readonly created: string; readonly directories: readonly string[] };
}

/** Writes a prefetch file without compression. */
export function prefetchFile(built: BuiltPrefetch): Uint8Array {
  const { version, lastRuns } = built;
  const isLate = version === 31 || built.isLate === true;
  const informationBytes = version === 17 ? 68 : version === 23 ? 156 : isLate ? 212 : 220;
  const metricsAt = 84 + informationBytes;
  const metricBytes = version === 17 ? 20 : 32;
  const names = Buffer.concat(built.files.map(wideText));
  const namesAt = metricsAt + built.files.length * metricBytes;
  const volumesAt = namesAt + names.length;
  const volumes = built.volume === undefined ? Buffer.alloc(0) : volumeSection(version, built.volume);
  const name = Buffer.alloc(60);
  name.write(built.program.slice(0, 29), 'utf16le');
  const file = byteWriter()
    .u32(version)
    .narrow('SCCA')
    .u32(17)
    .u32(volumesAt + volumes.length)
    .bytes(name)
    .u32(0x12345678)
    .u32(0);
  file.u32(metricsAt).u32(built.files.length).u32(namesAt).u32(0).u32(namesAt).u32(names.length).u32(volumesAt);
  file.u32(built.volume === undefined ? 0 : 1).u32(volumes.length);
  if (version !== 17) file.zeros(8);
  const times = version < 26 ? 1 : 8;
  for (let index = 0; index < times; index += 1) {
    const run = lastRuns[index];
    file.u64(run === undefined ? 0n : ticks(run));
  }
  const countAt = 84 + (version === 17 ? 60 : version === 23 ? 68 : isLate ? 116 : 124);
  file.zeros(countAt - file.length).u32(built.runCount);
  file.zeros(metricsAt - file.length);
  file
    .zeros(built.files.length * metricBytes)
    .bytes(names)
    .bytes(volumes);
  return file.done();
}

function volumeSection(version: number, volume: NonNullable<BuiltPrefetch['volume']>): Buffer {
  const entryBytes = version === 17 ? 40 : version < 30 ? 104 : 96;
  const path = wideText(volume.path);
  const directories = byteWriter();
  for (const name of volume.directories) directories.u16(name.length).bytes(wideText(name));
  const entry = byteWriter().u32(entryBytes).u32(volume.path.length).u64(ticks(volume.created)).u32(volume.serial).u32(0).u32(0);
  entry.u32(entryBytes + path.length).u32(volume.directories.length);
  entry.zeros(entryBytes - entry.length);
  return Buffer.concat([entry.done(), path, directories.done()]);
}

/** Compresses as Windows 10 does: `MAM`, size, then one stream ([MS-XCA] 2.1). */
export function compressedPrefetch(bytes: Uint8Array): Uint8Array {
  return byteWriter().u32(0x044d414d).u32(bytes.length).bytes(xpressHuffman(bytes)).done();
}

/**
 * Compresses with codes of nine bits for every symbol, which is plain and allowed; matches are what a table of the last place of
 * every three bytes finds.
 */
export function xpressHuffman(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  const last = new Map<number, number>();
  let at = 0;
  do {
    const end = Math.min(bytes.length, at + 65_536);
    for (let pair = 0; pair < 256; pair += 1) out.push(0x99);
    // Words of bits are written to places that were kept free two words ahead; bytes go between.
    let first = out.length;
    let second = first + 2;
    out.push(0, 0, 0, 0);
    let bits = 0;
    let free = 16;
    const put = (word: number, place: number): void => {
      out[place] = word & 0xff;
      out[place + 1] = word >> 8;
    };
    const write = (value: number, count: number): void => {
      if (count <= free) {
        bits = ((bits << count) | value) & 0xffff;
        free -= count;
        return;
      }
      const rest = count - free;
      put(((bits << free) | (value >> rest)) & 0xffff, first);
      first = second;
      second = out.length;
      out.push(0, 0);
      bits = value & ((1 << rest) - 1);
      free = 16 - rest;
    };
    while (at < end) {
      const key = at + 2 < bytes.length ? ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0) : -1;
      const match = key < 0 ? undefined : last.get(key);
      if (key >= 0) last.set(key, at);
      const distance = match === undefined ? 0 : at - match;
      if (match === undefined || distance > 65_535) {
        write(bytes[at] ?? 0, 9);
        at += 1;
        continue;
      }
      let length = 3;
      while (at + length < end && bytes[match + length] === bytes[at + length]) length += 1;
      const stored = length - 3;
      const distanceBits = 31 - Math.clz32(distance);
      write(256 + distanceBits * 16 + Math.min(15, stored), 9);
      if (stored >= 15) {
        if (stored - 15 < 255) out.push(stored - 15);
        else out.push(255, stored & 0xff, stored >> 8);
      }
      write(distance - (1 << distanceBits), distanceBits);
      at += length;
    }
    put((bits << free) & 0xffff, first);
    put(0, second);
  } while (at < bytes.length);
  return Uint8Array.from(out);
}
