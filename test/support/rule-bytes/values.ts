import { counted, double, latin1z, u16, u32, u8, utf16z } from './bytes.ts';

/** A property value with its tag. The value fits the type in the lower 16 bits of the tag. */
export type TaggedValue = readonly [tag: number, value: string | number | boolean | bigint | Buffer | readonly string[]];

/** Writes a TaggedPropertyValue ([MS-OXCDATA] 2.11.4). */
export function taggedValue([tag, value]: TaggedValue, width: 2 | 4): Buffer {
  return Buffer.concat([u32(tag), valueBytes(tag & 0xffff, value, width)]);
}

function valueBytes(type: number, value: TaggedValue[1], width: 2 | 4): Buffer {
  if (Array.isArray(value)) {
    return Buffer.concat([counted(width, value.length), ...value.map((one: string) => valueBytes(type & ~0x1000, one, width))]);
  }
  switch (type) {
    case 0x0002:
      return u16(Number(value) & 0xffff);
    case 0x0003:
    case 0x000a:
      return u32(Number(value));
    case 0x0005:
    case 0x0007:
      return double(Number(value));
    case 0x000b:
      return u8(value === true ? 1 : 0);
    case 0x0014:
    case 0x0040: {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(value as bigint);
      return bytes;
    }
    case 0x001e:
      return latin1z(String(value));
    case 0x001f:
      return utf16z(String(value));
    case 0x0048:
      return value as Buffer;
    case 0x00fb:
      return Buffer.concat([u16((value as Buffer).length), value as Buffer]);
    case 0x0102:
      return Buffer.concat([counted(width, (value as Buffer).length), value as Buffer]);
    default:
      throw new Error(`no writer for the type 0x${type.toString(16)}`);
  }
}
