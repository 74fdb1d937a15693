import { crc32 } from 'node:zlib';

/** A value of PidTagRtfCompressed that holds RTF as it is (`MELA`, [MS-OXRTFCP] 2.1.3.1.1). Characters are bytes. */
export function storedRtf(rtf: string): Buffer {
  const contents = Buffer.from(rtf, 'latin1');
  return withHeader(contents, contents.length, 'MELA', 0);
}

/** A value that is compressed (`LZFu`) in form, by literal bytes and the end mark alone. Characters are bytes. */
export function literalRtf(rtf: string): Buffer {
  const bytes = Buffer.from(rtf, 'latin1');
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) pieces.push(Buffer.from([0]), bytes.subarray(at, at + 8));
  const rest = bytes.subarray(bytes.length - (bytes.length % 8));
  // A reference to where the next byte would be written; the dictionary begins with 207 bytes.
  const place = (207 + bytes.length) % 4096;
  pieces.push(Buffer.from([1 << rest.length]), rest, Buffer.from([place >>> 4, (place & 0xf) << 4]));
  return compressedValue(Buffer.concat(pieces), bytes.length);
}

/** A value of given compressed contents, with their checksum. */
export function compressedValue(contents: Buffer, rawBytes: number): Buffer {
  return withHeader(contents, rawBytes, 'LZFu', ~crc32(contents, 0xffffffff) >>> 0);
}

function withHeader(contents: Buffer, rawBytes: number, type: string, checksum: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(contents.length + 12, 0);
  header.writeUInt32LE(rawBytes, 4);
  header.write(type, 8, 'latin1');
  header.writeUInt32LE(checksum, 12);
  return Buffer.concat([header, contents]);
}
