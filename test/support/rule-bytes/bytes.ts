/** Writers of the little pieces that rules are made of: everything little-endian. */

export function u8(value: number): Buffer {
  return Buffer.from([value]);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** UTF-16LE with its NUL. */
export function utf16z(text: string): Buffer {
  return utf16(`${text}\0`);
}

/** 8-bit text with its NUL. */
export function latin1z(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'latin1');
}

/** A GUID from its text. */
export function guid(text: string): Buffer {
  const hex = text.replaceAll('-', '');
  const part = (start: number, end: number): Buffer => Buffer.from(hex.slice(start, end), 'hex').reverse();
  return Buffer.concat([part(0, 8), part(8, 12), part(12, 16), Buffer.from(hex.slice(16), 'hex')]);
}

/** A count or length of 2 or 4 bytes. */
export function counted(width: 2 | 4, value: number): Buffer {
  return width === 2 ? u16(value) : u32(value);
}
