import { fieldsOf, type Fields } from '#formats/windows-values/fields.ts';
import { dosTime } from '#formats/windows-values/file-time.ts';
import { ansiUntil0, guid, utf16LengthWithNul, utf16Until0 } from '#formats/windows-values/text.ts';
import type { ClaimedTime } from '#model/index.ts';
import { knownFolder } from './known-folders.ts';
import { propertyName, propertyStoreWithin, readPropertyStore } from './property-store.ts';

/** An item of a list by which the shell names a file or folder: one step on the way to it. */
export interface ShellItem {
  readonly kind: 'root' | 'volume' | 'folder' | 'file' | 'network' | 'address' | 'other';
  /** The long name where it has one; empty where none was found. */
  readonly name: string;
  /** Of a file or folder, when the list was made; in UTC. Null where not stated. */
  readonly modified: ClaimedTime | null;
  readonly created: ClaimedTime | null;
  readonly accessed: ClaimedTime | null;
  readonly sizeBytes: number | null;
  /** Entry and sequence number in the master file table of its volume; empty where not stated. */
  readonly fileReference: string;
}

export interface ShellItemList {
  readonly items: readonly ShellItem[];
  /** The names joined as a path. */
  readonly path: string;
  /** How many bytes it takes up, its end included. */
  readonly lengthBytes: number;
  /** Why the list is not whole, in words; null when it is. */
  readonly trouble: string | null;
}

const mostItems = 256;

/**
 * Reads a list of shell items ([MS-SHLLINK] 2.2.1; the forms of the items are not public, what is known of them stands in
 * the documentation of libfwsi). Of items of unknown form the name is left empty.
 */
export function readShellItems(bytes: Uint8Array): ShellItemList {
  const fields = fieldsOf(bytes);
  const items: ShellItem[] = [];
  let at = 0;
  const done = (trouble: string | null): ShellItemList => ({ items, path: pathOfItems(items), lengthBytes: at, trouble });
  while (items.length < mostItems) {
    if (!fields.has(at, 2)) return done('the list ends without its last item');
    const size = fields.u16(at);
    if (size === 0) {
      at += 2;
      return done(null);
    }
    if (size < 3 || !fields.has(at, size)) return done('an item states a size that does not fit');
    items.push(readItem(fieldsOf(fields.slice(at, size))));
    at += size;
  }
  return done(`there are more than ${String(mostItems)} items`);
}

const nothing = { modified: null, created: null, accessed: null, sizeBytes: null, fileReference: '' } as const;

function readItem(item: Fields): ShellItem {
  const kind = item.u8(2);
  const extension = fileExtension(item);
  if (kind === 0x1f) {
    const identifier = guid(item.slice(4, 16));
    return { ...nothing, kind: 'root', name: knownFolder(identifier) ?? `{${identifier}}` };
  }
  if ((kind & 0x70) === 0x20) {
    const identifier = guid(item.slice(4, 16));
    const name = (kind & 1) !== 0 ? ansiUntil0(item.slice(3, 20)) : (knownFolder(identifier) ?? `{${identifier}}`);
    return { ...nothing, kind: 'volume', name };
  }
  if ((kind & 0x70) === 0x30) return fileItem(item, kind, 0, extension);
  // A file or folder of the user's own folder is wrapped into an item that begins with its mark.
  if (kind === 0x74 && item.u32(6) === 0x46534643) return fileItem(item, item.u8(12), 10, extension);
  if ((kind & 0x70) === 0x40) return { ...nothing, kind: 'network', name: ansiUntil0(item.slice(5, item.bytes.length - 5)) };
  if (kind === 0x61) return { ...nothing, kind: 'address', name: addressIn(item) };
  const store = propertyStoreWithin(item.bytes);
  // What such a store is of may itself be a list of items, so an extension in it is that of another item.
  if (store !== null) return { ...nothing, kind: 'other', name: nameIn(store) };
  if (extension !== null) return { ...nothing, kind: 'other', ...extension };
  return { ...nothing, kind: 'other', name: identifiedName(item) };
}

/** The name by which properties show an item, or the path that they name. */
function nameIn(store: Uint8Array): string {
  const properties = readPropertyStore(store);
  for (const wanted of ['System.ParsingPath', 'System.ItemNameDisplay']) {
    const found = properties.find((property) => propertyName(property) === wanted)?.value;
    if (typeof found === 'string' && found !== '') return found;
  }
  return '';
}

/** A folder of the shell that an item names by identifier: behind a mark of such items, or at their beginning. */
function identifiedName(item: Fields): string {
  const at = item.u32(6) === 0x23febbee ? 14 : 4;
  const identifier = item.has(at, 16) ? guid(item.slice(at, 16)) : '';
  return identifier === '' ? '' : (knownFolder(identifier) ?? '');
}

type Extension = Pick<ShellItem, 'name' | 'created' | 'accessed' | 'fileReference'>;

/** @param shift how many bytes the fields lie behind their usual place */
function fileItem(item: Fields, kind: number, shift: number, extension: Extension | null): ShellItem {
  const isWide = (kind & 4) !== 0;
  const stored = item.slice(14 + shift, item.bytes.length);
  const shortName = isWide ? utf16Until0(stored) : ansiUntil0(stored);
  return {
    kind: (kind & 1) !== 0 ? 'folder' : 'file',
    name: extension?.name || shortName,
    modified: dosTime(item.u16(8 + shift), item.u16(10 + shift), 'utc', 'shell item, last modification'),
    created: extension?.created ?? null,
    accessed: extension?.accessed ?? null,
    sizeBytes: (kind & 1) !== 0 ? null : item.u32(4 + shift),
    fileReference: extension?.fileReference ?? '',
  };
}

const extensionSignature = 0xbeef0004;

/** The block with long name and times that Windows XP and later add to files and folders. */
function fileExtension(item: Fields): Extension | null {
  for (let at = 4; at + 20 <= item.bytes.length; at += 1) {
    if (item.u32(at + 4) !== extensionSignature || item.u16(at) < 20 || !item.has(at, Math.min(item.u16(at), 24))) continue;
    const version = item.u16(at + 2);
    const nameAt = at + (version >= 9 ? 46 : version >= 8 ? 42 : version >= 7 ? 38 : 20);
    const reference = version >= 7 ? item.u64(at + 20) : 0n;
    const name = item.slice(nameAt, item.bytes.length - nameAt);
    return {
      name: utf16Until0(name.subarray(0, utf16LengthWithNul(name))),
      created: dosTime(item.u16(at + 8), item.u16(at + 10), 'utc', 'shell item, creation'),
      accessed: dosTime(item.u16(at + 12), item.u16(at + 14), 'utc', 'shell item, last access'),
      fileReference: reference === 0n ? '' : `${String(reference & 0xffff_ffff_ffffn)}-${String(reference >> 48n)}`,
    };
  }
  return null;
}

function addressIn(item: Fields): string {
  const start = 6 + item.u16(4);
  const rest = item.slice(start, item.bytes.length - start);
  return (item.u8(3) & 0x80) !== 0 ? utf16Until0(rest) : ansiUntil0(rest);
}

/** Joined from the last item that has a whole path of its own: a drive or a share. */
export function pathOfItems(items: readonly ShellItem[]): string {
  const names = items.map(({ name, kind }) => (name === '' ? '?' : kind === 'volume' ? name.replace(/\\$/, '') : name));
  const start = names.findLastIndex((name, index) => name.startsWith('\\\\') || items[index]?.kind === 'volume');
  return names.slice(Math.max(0, start)).join('\\');
}

/** The facts of an item that bear on what was opened, as named values. */
export function itemFacts(item: ShellItem): { readonly name: string; readonly value: string | number }[] {
  const facts: { name: string; value: string | number }[] = [];
  const time = (name: string, value: ClaimedTime | null): void => {
    if (value !== null) facts.push({ name, value: value.instant ?? value.raw });
  };
  time('target modified, as the shell item states (UTC)', item.modified);
  time('target created, as the shell item states (UTC)', item.created);
  time('target accessed, as the shell item states (UTC)', item.accessed);
  if (item.sizeBytes !== null && item.sizeBytes > 0)
    facts.push({ name: 'target size in bytes, as the shell item states', value: item.sizeBytes });
  if (item.fileReference !== '') facts.push({ name: 'file table entry and sequence number of the target', value: item.fileReference });
  return facts;
}
