import type { Notes } from './notes.ts';
import type { PlistValue } from './plist-value.ts';

type Unplaced = PlistValue extends infer Value ? (Value extends PlistValue ? Omit<Value, 'range'> : never) : never;

/** Reads the content of an element of an XML property list that holds no others. */
export function scalarOf(name: string, text: string, notes: Notes): Unplaced {
  const unread = (reason: string): Unplaced => {
    notes.trouble(reason);
    return { kind: 'unread', reason };
  };
  switch (name) {
    case 'string':
      return { kind: 'text', text };
    case 'true':
    case 'false':
      return { kind: 'boolean', value: name === 'true' };
    case 'integer': {
      const match = /^\s*([+-]?)(0x[0-9a-f]{1,32}|\d{1,40})\s*$/i.exec(text);
      if (match === null) return unread('A value that is marked as integer is none.');
      const value = BigInt(match[2] ?? '0');
      return { kind: 'integer', value: match[1] === '-' ? -value : value };
    }
    case 'real': {
      const trimmed = text.trim().toLowerCase();
      const special = /^([+-]?)inf(?:inity)?$/.exec(trimmed);
      if (special !== null) return { kind: 'real', value: special[1] === '-' ? -Infinity : Infinity };
      if (trimmed === 'nan') return { kind: 'real', value: NaN };
      return /^[+-]?(?:\d|\.\d)[\d.e+-]{0,40}$/.test(trimmed) && !Number.isNaN(Number(trimmed))
        ? { kind: 'real', value: Number(trimmed) }
        : unread('A value that is marked as real number is none.');
    }
    case 'date': {
      const raw = text.trim();
      const time = /^-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(raw) ? Date.parse(raw) : NaN;
      if (Number.isNaN(time)) notes.trouble('A value that is marked as date is none.');
      return { kind: 'date', instant: Number.isNaN(time) ? null : new Date(time).toISOString(), raw: raw.slice(0, 100) };
    }
    case 'data': {
      const encoded = text.replace(/[ \t\r\n]/g, '');
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) notes.trouble('Bytes of the list are not well encoded.');
      return { kind: 'bytes', bytes: new Uint8Array(Buffer.from(encoded, 'base64')) };
    }
    default:
      return unread('The list holds an element that is none of a property list.');
  }
}
