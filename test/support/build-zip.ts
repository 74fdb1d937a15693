import { crc32, deflateRawSync } from 'node:zlib';

/** A member to be written. */
export interface ZipMemberSpec {
  readonly name: string | Buffer;
  readonly content: Buffer | string;
  readonly method?: 'stored' | 'deflated';
  /** General purpose flags added to those that the writer sets. */
  readonly flags?: number;
  /** Writes this method number without packing accordingly. */
  readonly methodNumber?: number;
  /** Sizes and checksum follow the content in a descriptor, with or without its signature. */
  readonly descriptor?: 'with-signature' | 'without-signature';
  /** Sizes stand in zip64 fields. */
  readonly wide?: boolean;
  /** Left out of the directory. */
  readonly unlisted?: boolean;
  /** Name in the directory where it is another than in the member's own header. */
  readonly listedName?: string;
  readonly crc32?: number;
  /** The size to be stated, where `methodNumber` says that the content is packed already. */
  readonly unpackedBytes?: number;
  /** Mode of Unix, e.g. 0o120777 for a link. */
  readonly unixMode?: number;
  readonly modifiedSeconds?: number;
}

export interface ZipSpec {
  readonly members: readonly ZipMemberSpec[];
  readonly prefix?: Buffer;
  readonly comment?: string;
  /** Writes the zip64 end records. */
  readonly wide?: boolean;
  /** Stated in the end record instead of the true number. */
  readonly statedEntries?: number;
  /** Directory entries that point to the first member too, each under its own name. */
  readonly alsoFirst?: readonly string[];
}

/** Writes a zip archive (APPNOTE 6.3.10), by itself and not by the code that reads it. */
export function buildZip({
  members,
  prefix = Buffer.alloc(0),
  comment = '',
  wide = false,
  statedEntries,
  alsoFirst = [],
}: ZipSpec): Buffer {
  const pieces: Buffer[] = [prefix];
  const directory: Buffer[] = [];
  let at = 0;
  let first: ((name: Buffer) => Buffer) | null = null;
  for (const member of members) {
    const { local, central } = writeMember(member, at);
    first ??= central;
    if (member.unlisted !== true) directory.push(central(nameBytes(member.listedName ?? member.name)));
    pieces.push(local);
    at += local.length;
  }
  for (const name of alsoFirst) if (first !== null) directory.push(first(nameBytes(name)));
  const listed = Buffer.concat(directory);
  const count = statedEntries ?? directory.length;
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(wide ? 0xffff : count, 8);
  end.writeUInt16LE(wide ? 0xffff : count, 10);
  end.writeUInt32LE(wide ? 0xffffffff : listed.length, 12);
  end.writeUInt32LE(wide ? 0xffffffff : at, 16);
  end.writeUInt16LE(comment.length, 20);
  const wideEnd = wide ? [wideRecords(count, listed.length, at, prefix.length)] : [];
  return Buffer.concat([...pieces, listed, ...wideEnd, end, Buffer.from(comment, 'latin1')]);
}

function nameBytes(name: string | Buffer): Buffer {
  return typeof name === 'string' ? Buffer.from(name, 'utf8') : name;
}

function writeMember(spec: ZipMemberSpec, offset: number): { local: Buffer; central: (name: Buffer) => Buffer } {
  const content = typeof spec.content === 'string' ? Buffer.from(spec.content, 'latin1') : spec.content;
  const method = spec.methodNumber ?? (spec.method === 'stored' ? 0 : 8);
  const packed = method === 8 ? deflateRawSync(content) : content;
  const checksum = spec.crc32 ?? crc32(content);
  const sizeBytes = spec.unpackedBytes ?? content.length;
  const isLater = spec.descriptor !== undefined;
  const isText = typeof spec.name === 'string' && /[^\u0020-\u007e]/.test(spec.name);
  const flags = (spec.flags ?? 0) | (isLater ? 8 : 0) | (isText ? 0x0800 : 0);
  const name = nameBytes(spec.name);
  const time = spec.modifiedSeconds === undefined ? Buffer.alloc(0) : extendedTime(spec.modifiedSeconds);
  const header = (isCentral: boolean, ownName: Buffer): Buffer => {
    const isWide = spec.wide === true;
    const extra = Buffer.concat([isWide ? wideSizes(sizeBytes, packed.length) : Buffer.alloc(0), time]);
    const fixed = Buffer.alloc(isCentral ? 46 : 30);
    const from = isCentral ? 6 : 4;
    fixed.write(isCentral ? 'PK\u0001\u0002' : 'PK\u0003\u0004', 'latin1');
    if (isCentral) fixed.writeUInt16LE(0x031e, 4);
    fixed.writeUInt16LE(20, from);
    fixed.writeUInt16LE(flags, from + 2);
    fixed.writeUInt16LE(method, from + 4);
    // 14 March 2026, 09:26:52.
    fixed.writeUInt16LE((9 << 11) | (26 << 5) | 26, from + 6);
    fixed.writeUInt16LE((46 << 9) | (3 << 5) | 14, from + 8);
    const isBlank = isLater && !isCentral;
    fixed.writeUInt32LE(isBlank ? 0 : checksum, from + 10);
    fixed.writeUInt32LE(isBlank ? 0 : isWide ? 0xffffffff : packed.length, from + 14);
    fixed.writeUInt32LE(isBlank ? 0 : isWide ? 0xffffffff : sizeBytes, from + 18);
    fixed.writeUInt16LE(ownName.length, from + 22);
    fixed.writeUInt16LE(extra.length, from + 24);
    if (isCentral) {
      fixed.writeUInt32LE(((spec.unixMode ?? 0o100644) << 16) >>> 0, 38);
      fixed.writeUInt32LE(offset, 42);
    }
    return Buffer.concat([fixed, ownName, extra]);
  };
  const descriptor = Buffer.alloc(isLater ? 12 : 0);
  if (isLater) {
    descriptor.writeUInt32LE(checksum, 0);
    descriptor.writeUInt32LE(packed.length, 4);
    descriptor.writeUInt32LE(sizeBytes, 8);
  }
  const signature = spec.descriptor === 'with-signature' ? Buffer.from('PK\u0007\u0008', 'latin1') : Buffer.alloc(0);
  return { local: Buffer.concat([header(false, name), packed, signature, descriptor]), central: (own) => header(true, own) };
}

function wideSizes(size: number, packed: number): Buffer {
  const field = Buffer.alloc(20);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(16, 2);
  field.writeBigUInt64LE(BigInt(size), 4);
  field.writeBigUInt64LE(BigInt(packed), 12);
  return field;
}

function extendedTime(seconds: number): Buffer {
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field[4] = 1;
  field.writeInt32LE(seconds, 5);
  return field;
}

function wideRecords(count: number, sizeBytes: number, offset: number, prefixBytes: number): Buffer {
  const record = Buffer.alloc(76);
  record.write('PK\u0006\u0006', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(sizeBytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.write('PK\u0006\u0007', 56, 'latin1');
  record.writeBigUInt64LE(BigInt(prefixBytes + offset + sizeBytes), 64);
  record.writeUInt32LE(1, 72);
  return record;
}
