/** UTF-16LE up to the first NUL. A lone surrogate stays what it is; an odd last byte is left out. */
export function utf16Until0(bytes: Uint8Array): string {
  const text = utf16(bytes);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** All of the bytes as UTF-16LE. */
export function utf16(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength - (bytes.byteLength % 2)).toString('utf16le');
}

const windows1252 = new TextDecoder('windows-1252');

/** 8-bit text up to the first NUL. Which code page Windows used is not stated with it: it is read as Windows-1252. */
export function ansiUntil0(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return windows1252.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The number of bytes of the UTF-16 text that begins there, its NUL included. */
export function utf16LengthWithNul(bytes: Uint8Array): number {
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return at + 2;
  }
  return bytes.length;
}

/** A GUID in its usual notation, in lower case ([MS-DTYP] 2.3.4); empty when the bytes are too few. */
export function guid(bytes: Uint8Array): string {
  if (bytes.length < 16) return '';
  const hex = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  const swapped = (from: number, to: number): string => (hex.slice(from, to).match(/../g) ?? []).reverse().join('');
  return `${swapped(0, 8)}-${swapped(8, 12)}-${swapped(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The last name of a Windows path; all of it where it has no separators. */
export function lastName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

/** Whether a path ends as a mail store does. It judges the name, not a file. */
export function namesMailStore(path: string): boolean {
  return /\.(?:pst|ost|mbox|mbx|msf|olm|nsf|dbx|emlx?|msg|nst)$/i.test(path.slice(-300).replace(/["\s]+$/, ''));
}
