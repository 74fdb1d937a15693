import { blobCursor } from '#formats/pst/rules/blob-cursor.ts';
import { valueOfBytes } from '#formats/pst/structure/values.ts';
import { attributeIds } from './attributes.ts';
import type { ListedProperty } from './property-list.ts';

const types = { integer: 0x0003, string8: 0x001e, binary: 0x0102 } as const;

/** Classes that Microsoft Mail wrote otherwise ([MS-OXTNEF] 2.1.3.3). */
const oldClasses = new Map([
  ['ipm.microsoft mail.note', 'IPM.Note'],
  ['ipm.microsoft mail.read receipt', 'Report.IPM.Note.IPNRN'],
  ['ipm.microsoft mail.non-delivery', 'Report.IPM.Note.NDR'],
  ['ipm.microsoft schedule.mtgrespp', 'IPM.Schedule.Meeting.Resp.Pos'],
  ['ipm.microsoft schedule.mtgrespn', 'IPM.Schedule.Meeting.Resp.Neg'],
  ['ipm.microsoft schedule.mtgrespa', 'IPM.Schedule.Meeting.Resp.Tent'],
  ['ipm.microsoft schedule.mtgreq', 'IPM.Schedule.Meeting.Request'],
  ['ipm.microsoft schedule.mtgcncl', 'IPM.Schedule.Meeting.Canceled'],
]);

/**
 * What an attribute of before MAPI says, as the properties that stand for it ([MS-OXTNEF] 2.1.3.3). Dates are not among
 * them: they state no zone, which a property would.
 */
export function propertiesOfAttribute(id: number, data: Uint8Array): ListedProperty[] {
  switch (id) {
    case attributeIds.subject:
      return [text(0x0037, data)];
    case attributeIds.body:
      return [text(0x1000, data)];
    case attributeIds.messageClass:
      return [text(0x001a, classBytes(data))];
    case attributeIds.messageId:
      return searchKey(data);
    case attributeIds.priority:
      return importance(data);
    case attributeIds.from:
      return sender(data);
    case attributeIds.attachTitle:
      return [text(0x3704, data)];
    case attributeIds.attachTransportName:
      return [text(0x370c, data)];
    default:
      return [];
  }
}

function text(id: number, bytes: Uint8Array): ListedProperty {
  const end = bytes.indexOf(0);
  return listed(id, types.string8, end === -1 ? bytes : bytes.subarray(0, end));
}

function listed(id: number, type: number, bytes: Uint8Array): ListedProperty {
  return { id, type, name: null, value: valueOfBytes(bytes), objectInterface: null };
}

function classBytes(data: Uint8Array): Uint8Array {
  const name = Buffer.from(data).toString('latin1').replace(/\0.*$/s, '');
  return Buffer.from(oldClasses.get(name.toLowerCase()) ?? name, 'latin1');
}

// The attribute has the search key as text of hexadecimal digits.
function searchKey(data: Uint8Array): ListedProperty[] {
  const digits = Buffer.from(data).toString('latin1').replace(/\0.*$/s, '');
  return /^(?:[0-9a-f]{2})+$/i.test(digits) ? [listed(0x300b, types.binary, Buffer.from(digits, 'hex'))] : [];
}

// 1 is high, 2 normal, 3 low; PidTagImportance counts the other way round, from 0.
function importance(data: Uint8Array): ListedProperty[] {
  const priority = data[0] ?? 0;
  return priority >= 1 && priority <= 3 ? [listed(0x0017, types.integer, Uint8Array.of(3 - priority, 0, 0, 0))] : [];
}

/** A TRP structure: type, its size, then the sizes of name and address, and these with their NULs ([MS-OXTNEF] 2.1.3.3). */
function sender(data: Uint8Array): ListedProperty[] {
  const cursor = blobCursor(data);
  cursor.bytes(4, 'the head of a sender');
  const nameBytes = cursor.u16('the size of a name');
  const addressBytes = cursor.u16('the size of an address');
  const name = cursor.bytes(nameBytes, 'a name');
  const address = cursor.bytes(addressBytes, 'an address');
  if (!cursor.isSound()) return [];
  // The address has its type before it: `SMTP:user@example.org`.
  const colon = address.indexOf(0x3a);
  return [
    text(0x0c1a, name),
    ...(colon === -1 ? [] : [text(0x0c1e, address.subarray(0, colon))]),
    text(0x0c1f, address.subarray(colon + 1)),
  ];
}

/** A date of seven numbers of 16 bits: year, month, day, hour, minute, second, day of the week; null when it is none. */
export function readOldDate(data: Uint8Array): string | null {
  const cursor = blobCursor(data);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = Array.from({ length: 6 }, () => cursor.u16('a date'));
  if (!cursor.isSound() || year === 0 || month < 1 || month > 12 || day < 1 || day > 31) return null;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}
