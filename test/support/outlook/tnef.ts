import { guidBytes, type BuiltProperty } from './properties.ts';

/** A TNEF stream ([MS-OXTNEF]). */
export interface BuiltTnef {
  readonly properties?: readonly BuiltProperty[];
  readonly recipients?: readonly (readonly BuiltProperty[])[];
  readonly attachments?: readonly BuiltTnefAttachment[];
  /** Attributes of before MAPI, before all others. */
  readonly old?: readonly (readonly [id: number, data: Uint8Array])[];
  readonly codepage?: number;
}

export interface BuiltTnefAttachment {
  readonly title: string;
  readonly data?: Uint8Array;
  readonly properties?: readonly BuiltProperty[];
  readonly message?: BuiltTnef;
}

const fixed = new Map([
  [0x0002, 2],
  [0x0003, 4],
  [0x000b, 2],
  [0x0014, 8],
  [0x0040, 8],
]);
const messageInterface = '00020307-0000-0000-c000-000000000046';

/** Writes a TNEF stream. */
export function tnef({ properties = [], recipients, attachments = [], old = [], codepage = 1252 }: BuiltTnef): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(0x223e9f78, 0);
  head.writeUInt16LE(1, 4);
  const page = Buffer.alloc(8);
  page.writeUInt32LE(codepage, 0);
  return Buffer.concat([
    head,
    tnefAttribute(1, 0x00089006, Buffer.from([0, 0, 1, 0])),
    tnefAttribute(1, 0x00069007, page),
    ...old.map(([id, data]) => tnefAttribute(1, id, data)),
    tnefAttribute(1, 0x00069003, propertyList(properties)),
    ...(recipients === undefined
      ? []
      : [tnefAttribute(1, 0x00069004, Buffer.concat([u32(recipients.length), ...recipients.map(propertyList)]))]),
    ...attachments.flatMap((attachment) => attachmentAttributes(attachment)),
  ]);
}

/** One attribute with its checksum, or with a wrong one. */
export function tnefAttribute(
  level: 1 | 2,
  id: number,
  data: Uint8Array,
  checksum = data.reduce((sum, byte) => (sum + byte) & 0xffff, 0),
): Uint8Array {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  const tail = Buffer.alloc(2);
  tail.writeUInt16LE(checksum);
  return Buffer.concat([head, data, tail]);
}

function attachmentAttributes({ title, data, properties = [], message }: BuiltTnefAttachment): Uint8Array[] {
  const rendering = Buffer.alloc(14);
  rendering.writeUInt16LE(1, 0);
  const object: BuiltProperty[] =
    message === undefined ? [] : [{ id: 0x3701, type: 0x000d, value: Buffer.concat([guidBytes(messageInterface), tnef(message)]) }];
  return [
    tnefAttribute(2, 0x00069002, rendering),
    tnefAttribute(2, 0x00018010, Buffer.from(`${title}\0`, 'latin1')),
    ...(data === undefined ? [] : [tnefAttribute(2, 0x0006800f, data)]),
    tnefAttribute(2, 0x00069005, propertyList([...properties, ...object])),
  ];
}

function propertyList(properties: readonly BuiltProperty[]): Uint8Array {
  return Buffer.concat([u32(properties.length), ...properties.map(propertyBytes)]);
}

function propertyBytes({ id, type, value, values, name }: BuiltProperty): Uint8Array {
  const tag = Buffer.alloc(4);
  tag.writeUInt16LE(type, 0);
  tag.writeUInt16LE(name === undefined ? id : 0x8000, 2);
  const named = name === undefined ? [] : [guidBytes(name.guid), ...nameBytes(name.name)];
  if (fixed.has(type)) return Buffer.concat([tag, ...named, padded(value)]);
  const all = values ?? [
    type === 0x001f ? Buffer.concat([value, Buffer.alloc(2)]) : type === 0x001e ? Buffer.concat([value, Buffer.alloc(1)]) : value,
  ];
  return Buffer.concat([tag, ...named, u32(all.length), ...all.flatMap((one) => [u32(one.length), padded(one)])]);
}

function nameBytes(name: number | string): Uint8Array[] {
  if (typeof name === 'number') return [u32(0), u32(name)];
  const text = Buffer.from(`${name}\0`, 'utf16le');
  return [u32(1), u32(text.length), padded(text)];
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
