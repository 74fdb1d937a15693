/** A value to be written into a property list; `bigint` for integers, `number` for reals, `Date` for dates. */
export type Plain =
  | string
  | bigint
  | number
  | boolean
  | Date
  | Uint8Array
  | { readonly uid: bigint }
  | readonly Plain[]
  | { readonly dict: readonly (readonly [string, Plain])[] };

/** A dictionary in the order of its keys. */
export function dict(entries: Readonly<Record<string, Plain>>): Plain {
  return { dict: Object.entries(entries) };
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** Writes an XML property list. */
export function xmlPlist(root: Plain): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n' +
    `<plist version="1.0">\n${xmlValue(root)}\n</plist>\n`
  );
}

function xmlValue(value: Plain): string {
  if (typeof value === 'string') return `<string>${escaped(value)}</string>`;
  if (typeof value === 'bigint') return `<integer>${String(value)}</integer>`;
  if (typeof value === 'number') return `<real>${String(value)}</real>`;
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  if (value instanceof Date) return `<date>${value.toISOString().replace(/\.\d{3}/, '')}</date>`;
  if (value instanceof Uint8Array) return `<data>${Buffer.from(value).toString('base64')}</data>`;
  if (isList(value)) return `<array>\n${value.map(xmlValue).join('\n')}\n</array>`;
  if ('uid' in value) return `<dict><key>CF$UID</key><integer>${String(value.uid)}</integer></dict>`;
  return `<dict>\n${value.dict.map(([key, of]) => `<key>${escaped(key)}</key>\n${xmlValue(of)}`).join('\n')}\n</dict>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** An object of a binary list as bytes, given how references are written. */
export type BinaryObject = (reference: (index: number) => Buffer) => Buffer;

/** Writes a binary property list of objects laid out by hand, the first of them the root: for lists no program writes. */
export function binaryPlistOf(objects: readonly BinaryObject[], referenceSize = 2): Buffer {
  const reference = (index: number): Buffer => unsigned(BigInt(index), referenceSize);
  const pieces: Buffer[] = [Buffer.from('bplist00')];
  const offsets: number[] = [];
  let at = 8;
  for (const object of objects) {
    const bytes = object(reference);
    offsets.push(at);
    pieces.push(bytes);
    at += bytes.length;
  }
  const trailer = Buffer.alloc(32);
  trailer[6] = 4;
  trailer[7] = referenceSize;
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(at), 24);
  return Buffer.concat([...pieces, ...offsets.map((offset) => unsigned(BigInt(offset), 4)), trailer]);
}

/** Writes a binary property list; equal texts share an object, as Apple's writer does. */
export function binaryPlist(root: Plain): Buffer {
  const objects: BinaryObject[] = [];
  const texts = new Map<string, number>();
  const add = (value: Plain): number => {
    const shared = typeof value === 'string' ? texts.get(value) : undefined;
    if (shared !== undefined) return shared;
    const index = objects.length;
    objects.push(() => Buffer.alloc(0));
    if (typeof value === 'string') texts.set(value, index);
    if (isList(value)) {
      const items = value.map(add);
      objects[index] = (reference) => Buffer.concat([head(0xa, items.length), ...items.map(reference)]);
    } else if (typeof value === 'object' && 'dict' in value) {
      const keys = value.dict.map(([key]) => add(key));
      const values = value.dict.map(([, of]) => add(of));
      objects[index] = (reference) => Buffer.concat([head(0xd, keys.length), ...[...keys, ...values].map(reference)]);
    } else {
      const bytes = scalar(value);
      objects[index] = () => bytes;
    }
    return index;
  };
  add(root);
  return binaryPlistOf(objects);
}

/** The marker of an object with its count. */
export function head(kind: number, count: number): Buffer {
  if (count < 15) return Buffer.of((kind << 4) | count);
  return Buffer.concat([Buffer.of((kind << 4) | 15, 0x12), unsigned(BigInt(count), 4)]);
}

function scalar(value: Plain): Buffer {
  if (typeof value === 'string') {
    if (/^[\0-\x7f]*$/.test(value)) return Buffer.concat([head(0x5, value.length), Buffer.from(value, 'latin1')]);
    return Buffer.concat([head(0x6, value.length), Buffer.from(value, 'utf16le').swap16()]);
  }
  if (typeof value === 'bigint') {
    if (value >= 1n << 63n) return Buffer.concat([Buffer.of(0x14), unsigned(value, 16)]);
    return Buffer.concat([Buffer.of(0x13), unsigned(BigInt.asUintN(64, value), 8)]);
  }
  if (typeof value === 'number') return Buffer.concat([Buffer.of(0x23), double(value)]);
  if (typeof value === 'boolean') return Buffer.of(value ? 0x09 : 0x08);
  if (value instanceof Date) return Buffer.concat([Buffer.of(0x33), double(value.getTime() / 1000 - 978_307_200)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(0x4, value.length), value]);
  if ('uid' in value) return Buffer.concat([Buffer.of(0x83), unsigned(value.uid, 4)]);
  throw new Error('a collection is no scalar');
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

function unsigned(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}
