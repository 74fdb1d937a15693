import { blobCursor, guidOf, type BlobCursor } from './blob-cursor.ts';
import type { PropertyNames } from './property-names.ts';

/**
 * Reads a NamedPropertyInformation ([MS-OXORULE] 2.2.4.2), which stands before conditions and actions of extended rules:
 * a count (16 bits), the identifiers, and, unless the count is zero, the size (32 bits) and the names
 * ([MS-OXCDATA] 2.6.1) in the same order.
 * @returns for each identifier its name as `{property set} 0x8514` or `{property set} text`
 */
export function readNamedProperties(cursor: BlobCursor): PropertyNames {
  const count = cursor.count(2, 2, 'the number of named properties');
  if (count === 0) return new Map();
  const ids = Array.from({ length: count }, () => cursor.u16('a named property'));
  const size = cursor.u32('the size of the named properties');
  const packed = blobCursor(cursor.bytes(size, 'the named properties'));
  const names = new Map<number, string>();
  for (const id of ids) {
    const name = readName(packed);
    if (!packed.isSound()) break;
    names.set(id, name);
  }
  // The size tells where the names end, so that a name which is not understood costs names only.
  return names;
}

const kinds = { number: 0x00, text: 0x01, none: 0xff } as const;

function readName(cursor: BlobCursor): string {
  const kind = cursor.u8('the kind of a name');
  const set = guidOf(cursor.bytes(16, 'a property set'));
  const label = `{${setName(set) ?? set}}`;
  if (kind === kinds.number) return `${label} 0x${cursor.u32('a number').toString(16).padStart(4, '0')}`;
  if (kind === kinds.none) return label;
  if (kind !== kinds.text) cursor.fail(`a name is of the unknown kind ${String(kind)}`);
  // The size counts the NUL at the end, and so does the reading.
  const size = cursor.u8('the size of a name');
  const text = blobCursor(cursor.bytes(size, 'a name'));
  return `${label} ${text.utf16('a name')}`;
}

/** The name of a property set, e.g. `PSETID_Common`; null where it is unknown. @param guid in lower case */
export function setName(guid: string): string | null {
  return knownSets.get(guid) ?? null;
}

/** Property sets by name ([MS-OXPROPS] 1.3.2). */
const knownSets: ReadonlyMap<string, string> = new Map([
  ['00020328-0000-0000-c000-000000000046', 'PS_MAPI'],
  ['00020329-0000-0000-c000-000000000046', 'PS_PUBLIC_STRINGS'],
  ['00062008-0000-0000-c000-000000000046', 'PSETID_Common'],
  ['00062002-0000-0000-c000-000000000046', 'PSETID_Appointment'],
  ['00062004-0000-0000-c000-000000000046', 'PSETID_Address'],
  ['00020386-0000-0000-c000-000000000046', 'PS_INTERNET_HEADERS'],
  ['00062003-0000-0000-c000-000000000046', 'PSETID_Task'],
  ['0006200a-0000-0000-c000-000000000046', 'PSETID_Log'],
  ['0006200e-0000-0000-c000-000000000046', 'PSETID_Note'],
  ['00062040-0000-0000-c000-000000000046', 'PSETID_Sharing'],
  ['00062041-0000-0000-c000-000000000046', 'PSETID_PostRss'],
  ['6ed8da90-450b-101b-98da-00aa003f1305', 'PSETID_Meeting'],
  ['4442858e-a9e3-4e80-b900-317a210cc15b', 'PSETID_UnifiedMessaging'],
  ['71035549-0739-4dcb-9163-00f0580dbbdf', 'PSETID_AirSync'],
  ['96357f7f-59e1-47d0-99a7-46515c183b54', 'PSETID_Attachment'],
]);
