import type { BuiltProperty } from './properties.ts';

const fixed = new Set([0x0002, 0x0003, 0x000b, 0x0014, 0x0040]);

/** Writes a stream of completed addresses; `statedRows` is what it says that it has. */
export function autocompleteStream(
  rows: readonly (readonly BuiltProperty[])[],
  { statedRows = rows.length, modified = 0n }: { readonly statedRows?: number; readonly modified?: bigint } = {},
): Uint8Array {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(0xbaadf00d, 0);
  header.writeUInt32LE(10, 4);
  header.writeUInt32LE(1, 8);
  header.writeUInt32LE(statedRows, 12);
  const tail = Buffer.alloc(12);
  tail.writeBigUInt64LE(modified, 4);
  return Buffer.concat([header, ...rows.map(rowBytes), tail]);
}

function rowBytes(properties: readonly BuiltProperty[]): Uint8Array {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(properties.length);
  return Buffer.concat([
    count,
    ...properties.map(({ id, type, value }) => {
      const entry = Buffer.alloc(16);
      entry.writeUInt16LE(type, 0);
      entry.writeUInt16LE(id, 2);
      if (fixed.has(type)) {
        entry.set(value, 8);
        return entry;
      }
      const length = Buffer.alloc(4);
      length.writeUInt32LE(value.length);
      return Buffer.concat([entry, length, value]);
    }),
  ]);
}
