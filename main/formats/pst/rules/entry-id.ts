import { formatLocator, itemStep, type EntryIdFacts } from '#model/index.ts';
import { decodeText } from '#formats/mime/charset.ts';
import { charsetOfCodepage } from '#formats/mime/codepage.ts';
import { blobCursor, guidOf, hexBeginning, type BlobCursor } from './blob-cursor.ts';

/** Most bytes of an entry identifier that a record keeps. */
const keptBytes = 256;
/** Contact entry identifiers hold others; deeper than this is no real one. */
const deepest = 4;

/**
 * Reads an entry identifier: 4 flag bytes, the provider's GUID and what that provider puts there ([MS-OXCDATA] 2.2).
 * What cannot be read is `unknown`, with its bytes.
 * @param codepage code page of 8-bit texts in it
 */
export function readEntryId(bytes: Uint8Array, codepage: number, depth = 0): EntryIdFacts {
  const kept = { raw: hexBeginning(bytes, keptBytes), sizeBytes: bytes.length };
  const unknown: EntryIdFacts = { form: 'unknown', ...nameless, ...kept };
  if (bytes.length < 20) return unknown;
  const reader = providers.get(guidOf(bytes.subarray(4, 20)));
  const rest = blobCursor(bytes.subarray(20));
  if (reader !== undefined) {
    const facts = reader(rest, codepage, depth);
    return facts === null ? unknown : { ...facts, ...kept };
  }
  // Folder and message identifiers begin with the GUID of their store, and are told by their size and type
  // ([MS-OXCDATA] 2.2.4.1 and 2.2.4.2; [MS-PST] 2.4.3.2 has 24 bytes, the node identifier after the GUID).
  if (bytes.length === 24) return { form: 'folder', ...nameless, address: nodeOf(bytes), ...kept };
  if (bytes.length === 46) return { form: 'folder', ...nameless, ...kept };
  if (bytes.length === 70) return { form: 'message', ...nameless, ...kept };
  return unknown;
}

/** The node of a folder or message, as the locators of this store write it. */
function nodeOf(bytes: Uint8Array): string {
  return formatLocator([itemStep(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(20, true))]);
}

type Read = Omit<EntryIdFacts, 'raw' | 'sizeBytes'>;
type Reader = (cursor: BlobCursor, codepage: number, depth: number) => Read | null;

const nameless = { name: '', addressType: '', address: '' } as const;

const providers: ReadonlyMap<string, Reader> = new Map([
  // [MS-OXCDATA] 2.2.5.1
  ['a41f2b81-a3be-1910-9d6e-00dd010f5402', readOneOff],
  // [MS-OXCDATA] 2.2.5.2
  ['c840a7dc-42c0-1a10-b4b9-08002b2fe182', readExchange],
  // [MS-OXOCNTC] 2.2.2.2.4.4 (Outlook's address book over contacts)
  ['0aaa42fe-c718-101a-e885-0b651c240000', readContact],
  // [MS-OXCDATA] 2.2.4.3, store object identifier
  ['10bba138-e505-1a10-a1bb-08002b2a56c2', readStore],
]);

/** Version (16 bits), flags (16 bits), then display name, address type and address, each with its NUL. */
function readOneOff(cursor: BlobCursor, codepage: number): Read | null {
  cursor.u16('the version of a one-off address');
  const isUnicode = (cursor.u16('the flags of a one-off address') & 0x8000) !== 0;
  const text = (what: string): string => (isUnicode ? cursor.utf16(what) : text8(cursor.string8(what), codepage));
  const name = text('a display name');
  const addressType = text('an address type');
  const before = cursor.trouble;
  const address = text('an address');
  // An address whose NUL was cut off is still an address.
  if (before !== null || (address === '' && !cursor.isSound())) return name === '' ? null : { ...nameless, form: 'one-off', name };
  return { form: 'one-off', name, addressType, address };
}

/** Version and type (32 bits each), then the X.500 name in ASCII with its NUL. */
function readExchange(cursor: BlobCursor, codepage: number): Read | null {
  cursor.u32('a version');
  const type = cursor.u32('a type');
  if (!cursor.isSound()) return null;
  const address = text8(cursor.string8('an X.500 name'), codepage);
  return { form: type === 1 ? 'distribution-list' : 'exchange', name: '', addressType: 'EX', address };
}

/** Format and type (32 bits each), then for type 3 an index and the size of a message identifier, for 4 and 5 one that is a message. */
function readContact(cursor: BlobCursor, codepage: number, depth: number): Read | null {
  cursor.u32('a format');
  const type = cursor.u32('a type');
  cursor.u32('an index');
  const size = cursor.u32('a size');
  if (!cursor.isSound()) return null;
  const inner = cursor.bytes(Math.min(size, cursor.remaining), 'the identifier of a contact');
  const facts = depth < deepest ? readEntryId(inner, codepage, depth + 1) : null;
  return { form: type === 5 ? 'distribution-list' : 'contact', ...nameless, ...(facts === null ? {} : addressPart(facts)) };
}

function addressPart({ name, addressType, address }: EntryIdFacts): Pick<EntryIdFacts, 'name' | 'addressType' | 'address'> {
  return { name, addressType, address };
}

/** Version and flag (8 bits each), the name of a DLL in 14 bytes, 4 + 16 + 4 bytes, then server and mailbox in 8-bit text. */
function readStore(cursor: BlobCursor, codepage: number): Read | null {
  cursor.bytes(2, 'a version');
  const library = text8(cursor.bytes(14, 'the name of a library'), codepage).replace(/\0.*$/s, '');
  // What follows is another's where the library is: that of a store file is a path.
  if (library.toLowerCase() !== 'emsmdb.dll') return cursor.isSound() ? { form: 'store', ...nameless } : null;
  cursor.u32('wrapped flags');
  cursor.bytes(16, 'a wrapped provider');
  cursor.u32('a wrapped type');
  if (!cursor.isSound()) return null;
  const server = text8(cursor.string8('a server'), codepage);
  const mailbox = text8(cursor.string8('a mailbox'), codepage);
  return { form: 'store', name: server, addressType: mailbox === '' ? '' : 'EX', address: mailbox };
}

/** Decodes 8-bit text in its code page. */
export function text8(bytes: Uint8Array, codepage: number): string {
  return decodeText(bytes, charsetOfCodepage(codepage)).text;
}
