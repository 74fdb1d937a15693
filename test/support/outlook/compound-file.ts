/** What a compound file is to hold: storages and streams by name, in the order given. */
export interface StorageContent {
  readonly [name: string]: Uint8Array | StorageContent;
}

const sectorBytes = 512;
const miniBytes = 64;
const cutoff = 4096;
const free = 0xffffffff;
const endOfChain = 0xfffffffe;
const tableSector = 0xfffffffd;

interface Entry {
  readonly name: string;
  readonly kind: 1 | 2 | 5;
  readonly bytes: Uint8Array;
  child: number;
  right: number;
  start: number;
}

/**
 * Writes a compound file of version 3 ([MS-CFB]), as plainly as can be: the children of a storage are a chain, streams follow
 * each other without gaps, short ones lie in the mini stream.
 */
export function compoundFile(content: StorageContent): Uint8Array {
  const entries: Entry[] = [];
  const add = (name: string, kind: Entry['kind'], value: Uint8Array | StorageContent): number => {
    const index = entries.length;
    const entry: Entry = {
      name,
      kind,
      bytes: value instanceof Uint8Array ? value : new Uint8Array(0),
      child: free,
      right: free,
      start: endOfChain,
    };
    entries.push(entry);
    if (value instanceof Uint8Array) return index;
    let last: Entry | null = null;
    for (const [childName, childValue] of Object.entries(value)) {
      const child = add(childName, childValue instanceof Uint8Array ? 2 : 1, childValue);
      if (last === null) entry.child = child;
      else last.right = child;
      last = entries[child] ?? null;
    }
    return index;
  };
  add('Root Entry', 5, content);

  const sectors: Uint8Array[] = [];
  const table: number[] = [];
  const append = (bytes: Uint8Array): number => {
    const start = sectors.length;
    for (let at = 0; at < bytes.length; at += sectorBytes) {
      const sector = new Uint8Array(sectorBytes);
      sector.set(bytes.subarray(at, at + sectorBytes));
      sectors.push(sector);
      table.push(sectors.length);
    }
    if (bytes.length > 0) table[table.length - 1] = endOfChain;
    return bytes.length > 0 ? start : endOfChain;
  };

  const miniTable: number[] = [];
  const mini: Uint8Array[] = [];
  for (const entry of entries.filter(({ kind, bytes }) => kind === 2 && bytes.length > 0)) {
    if (entry.bytes.length >= cutoff) {
      entry.start = append(entry.bytes);
      continue;
    }
    entry.start = mini.length;
    for (let at = 0; at < entry.bytes.length; at += miniBytes) {
      const piece = new Uint8Array(miniBytes);
      piece.set(entry.bytes.subarray(at, at + miniBytes));
      mini.push(piece);
      miniTable.push(mini.length);
    }
    miniTable[miniTable.length - 1] = endOfChain;
  }
  const miniStream = Buffer.concat(mini);
  const miniStart = append(miniStream);
  const miniTableStart = append(numbers(miniTable));
  const directoryStart = append(
    Buffer.concat(entries.map((entry) => directoryEntry(entry, entry.kind === 5 ? { start: miniStart, size: miniStream.length } : null))),
  );
  // The table lists its own sectors, too.
  let tableSectors = 0;
  while (tableSectors * (sectorBytes / 4) < sectors.length + tableSectors) tableSectors += 1;
  if (tableSectors > 109) throw new RangeError('too large for this builder');
  const tablePlaces = Array.from({ length: tableSectors }, (_, index) => sectors.length + index);
  const whole = [...table, ...tablePlaces.map(() => tableSector)];
  while (whole.length % (sectorBytes / 4) !== 0) whole.push(free);

  const header = Buffer.alloc(sectorBytes);
  header.write('d0cf11e0a1b11ae1', 0, 'hex');
  header.writeUInt16LE(0x3e, 0x18);
  header.writeUInt16LE(3, 0x1a);
  header.writeUInt16LE(0xfffe, 0x1c);
  header.writeUInt16LE(9, 0x1e);
  header.writeUInt16LE(6, 0x20);
  header.writeUInt32LE(tableSectors, 0x2c);
  header.writeUInt32LE(directoryStart, 0x30);
  header.writeUInt32LE(cutoff, 0x38);
  header.writeUInt32LE(miniTableStart, 0x3c);
  header.writeUInt32LE(Math.ceil(miniTable.length / (sectorBytes / 4)), 0x40);
  header.writeUInt32LE(endOfChain, 0x44);
  for (let index = 0; index < 109; index += 1) header.writeUInt32LE(tablePlaces[index] ?? free, 0x4c + 4 * index);
  return Buffer.concat([header, ...sectors, numbers(whole)]);
}

/** Where things lie that tests damage, in bytes of a file of this builder. */
export function placesIn(file: Uint8Array): { readonly directory: number; readonly table: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const place = (sector: number): number => (sector + 1) * sectorBytes;
  return { directory: place(view.getUint32(0x30, true)), table: place(view.getUint32(0x4c, true)) };
}

function directoryEntry(entry: Entry, mini: { readonly start: number; readonly size: number } | null): Uint8Array {
  const bytes = Buffer.alloc(128);
  bytes.write(entry.name, 0, 62, 'utf16le');
  bytes.writeUInt16LE(2 * entry.name.length + 2, 0x40);
  bytes.writeUInt8(entry.kind, 0x42);
  bytes.writeUInt8(1, 0x43);
  bytes.writeUInt32LE(free, 0x44);
  bytes.writeUInt32LE(entry.right, 0x48);
  bytes.writeUInt32LE(entry.child, 0x4c);
  bytes.writeUInt32LE(mini?.start ?? (entry.kind === 1 ? 0 : entry.start), 0x74);
  bytes.writeUInt32LE(mini?.size ?? entry.bytes.length, 0x78);
  return bytes;
}

function numbers(values: readonly number[]): Uint8Array {
  const padded = [...values];
  while (padded.length % (sectorBytes / 4) !== 0) padded.push(free);
  const bytes = Buffer.alloc(4 * padded.length);
  for (const [index, value] of padded.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}
