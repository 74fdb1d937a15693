import { checksumOf } from '#formats/registry-hive/base-block.ts';
import { byteWriter, ticks, wideText } from './bytes.ts';

/** A value that a built hive is to hold. */
export interface BuiltValue {
  readonly name: string;
  readonly type: number;
  readonly bytes: Uint8Array;
  /** Its cell is free, and only the rest of the list of its key leads to it. */
  readonly isDeleted?: boolean;
}

/** A key that a built hive is to hold. */
export interface BuiltKey {
  readonly name: string;
  readonly values?: readonly BuiltValue[];
  readonly keys?: readonly BuiltKey[];
  readonly lastWrite?: string;
  /** Its cells are free and its parent does not list it. */
  readonly isDeleted?: boolean;
}

export interface HiveOptions {
  /** The form of the lists of subkeys; `ri` is a list of lists of two keys each. */
  readonly lists?: 'lf' | 'lh' | 'li' | 'ri';
  readonly minorVersion?: number;
  readonly primarySequence?: number;
  readonly secondarySequence?: number;
  readonly lastWritten?: string;
  readonly fileName?: string;
  /** At least so many bytes of hive bins. */
  readonly binsBytes?: number;
}

export const text = (name: string, value: string): BuiltValue => ({ name, type: 1, bytes: wideText(value) });
export const binary = (name: string, bytes: Uint8Array): BuiltValue => ({ name, type: 3, bytes });
export const number = (name: string, value: number): BuiltValue => ({ name, type: 4, bytes: byteWriter().u32(value).done() });

/** Keys along a path, the last of them with values and keys of its own. */
export function keyPath(path: string, last: Omit<BuiltKey, 'name'>): BuiltKey {
  const names = path.split('\\');
  const lowest: BuiltKey = { name: names.at(-1) ?? '', ...last };
  return names.slice(0, -1).reduceRight<BuiltKey>((key, name) => ({ name, keys: [key] }), lowest);
}

/** Several trees as one: keys of one name become one key. */
export function merged(keys: readonly BuiltKey[]): readonly BuiltKey[] {
  const byName = new Map<string, BuiltKey>();
  for (const key of keys) {
    const known = byName.get(key.name);
    byName.set(
      key.name,
      known === undefined
        ? key
        : {
            ...known,
            ...key,
            values: [...(known.values ?? []), ...(key.values ?? [])],
            keys: merged([...(known.keys ?? []), ...(key.keys ?? [])]),
          },
    );
  }
  return [...byName.values()];
}

const none = 0xffffffff;
const segmentBytes = 16_344;

/** Writes a hive: one bin with all cells, those of parents before those of their keys. */
export function hiveFile(keys: readonly BuiltKey[], options: HiveOptions = {}): Uint8Array {
  const { lists = 'lh', minorVersion = 5, primarySequence = 1, secondarySequence = 1 } = options;
  const cells: { readonly content: Buffer; readonly isFree: boolean }[] = [];
  const contents = new Map<number, Buffer>();
  let end = 32;
  const add = (content: Uint8Array, isFree: boolean): number => {
    const size = Math.ceil((content.length + 4) / 8) * 8;
    const padded = Buffer.alloc(size - 4);
    padded.set(content);
    cells.push({ content: padded, isFree });
    const at = end;
    contents.set(at, padded);
    end += size;
    return at;
  };
  const contentAt = (cell: number): Buffer => contents.get(cell) ?? Buffer.alloc(0);

  const addData = (bytes: Uint8Array, isFree: boolean): number => {
    if (bytes.length <= segmentBytes || minorVersion < 4) return add(bytes, isFree);
    const segments = byteWriter();
    const count = Math.ceil(bytes.length / segmentBytes);
    for (let index = 0; index < count; index += 1)
      segments.u32(add(bytes.subarray(index * segmentBytes, (index + 1) * segmentBytes), isFree));
    return add(byteWriter().narrow('db').u16(count).u32(add(segments.done(), isFree)).done(), isFree);
  };
  const addValue = ({ name, type, bytes, isDeleted = false }: BuiltValue, isFreeKey: boolean): number => {
    const isFree = isDeleted || isFreeKey;
    const isSmall = bytes.length <= 4;
    const inPlace = Buffer.alloc(4);
    if (isSmall) inPlace.set(bytes);
    const data = isSmall ? inPlace.readUInt32LE() : addData(bytes, isFree);
    const isAscii = /^[ -~]*$/.test(name);
    const stored = Buffer.from(name, isAscii ? 'latin1' : 'utf16le');
    const cell = byteWriter()
      .narrow('vk')
      .u16(stored.length)
      .u32(isSmall ? bytes.length + 0x8000_0000 : bytes.length)
      .u32(data);
    return add(
      cell
        .u32(type)
        .u16(isAscii ? 1 : 0)
        .u16(0)
        .bytes(stored)
        .done(),
      isFree,
    );
  };
  const addList = (entries: readonly { readonly cell: number; readonly name: string }[]): number => {
    const leaf = (part: typeof entries, kind: string): number => {
      const list = byteWriter().narrow(kind).u16(part.length);
      for (const { cell, name } of part) {
        list.u32(cell);
        if (kind === 'lf') list.bytes(Buffer.from(name.padEnd(4, '\0').slice(0, 4), 'latin1'));
        if (kind === 'lh') list.u32(Buffer.from(name.toUpperCase(), 'latin1').reduce((hash, letter) => (hash * 37 + letter) >>> 0, 0));
      }
      return add(list.done(), false);
    };
    if (lists !== 'ri') return leaf(entries, lists);
    const leaves: number[] = [];
    for (let at = 0; at < entries.length; at += 2) leaves.push(leaf(entries.slice(at, at + 2), 'lh'));
    const root = byteWriter().narrow('ri').u16(leaves.length);
    for (const cell of leaves) root.u32(cell);
    return add(root.done(), false);
  };
  const addKey = (key: BuiltKey, parent: number, isRoot: boolean): number => {
    const isFree = key.isDeleted ?? false;
    const isAscii = /^[ -~]*$/.test(key.name);
    const stored = Buffer.from(key.name, isAscii ? 'latin1' : 'utf16le');
    const cell = add(Buffer.alloc(76 + stored.length), isFree);
    const values = [...(key.values ?? [])].sort((one, other) => Number(one.isDeleted ?? false) - Number(other.isDeleted ?? false));
    const valueCells = values.map((value) => addValue(value, isFree));
    const valueList = byteWriter();
    for (const value of valueCells) valueList.u32(value);
    const valuesAt = valueCells.length === 0 ? none : add(valueList.done(), isFree);
    const children = (key.keys ?? []).map((child) => ({ child, cell: addKey(child, cell, false), name: child.name }));
    const listed = children.filter(({ child }) => child.isDeleted !== true);
    const subkeysAt = listed.length === 0 ? none : addList(listed);
    const head = byteWriter()
      .narrow('nk')
      .u16((isAscii ? 0x20 : 0) | (isRoot ? 0x0c : 0))
      .u64(ticks(key.lastWrite ?? '2026-03-14T09:26:53Z'));
    head.u32(0).u32(parent).u32(listed.length).u32(0).u32(subkeysAt).u32(none);
    head
      .u32(values.filter(({ isDeleted }) => isDeleted !== true).length)
      .u32(valuesAt)
      .u32(none)
      .u32(none)
      .zeros(20)
      .u16(stored.length)
      .u16(0);
    contentAt(cell).set(head.bytes(stored).done());
    return cell;
  };

  const root = addKey({ name: 'ROOT', keys }, 0, true);
  const binsBytes = Math.max(Math.ceil((end + 8) / 4096) * 4096, options.binsBytes ?? 0);
  if (binsBytes - end >= 8) cells.push({ content: Buffer.alloc(binsBytes - end - 4), isFree: true });
  const bin = byteWriter().narrow('hbin').u32(0).u32(binsBytes).zeros(20);
  for (const { content, isFree } of cells) {
    const size = content.length + 4;
    bin.u32(isFree ? size : 0x1_0000_0000 - size).bytes(content);
  }
  return withBase(bin.done(), { ...options, minorVersion, primarySequence, secondarySequence }, root);
}

function withBase(bins: Uint8Array, options: HiveOptions, root: number): Uint8Array {
  const base = baseBlock(options, root, bins.length, 0);
  return Buffer.concat([base, Buffer.alloc(4096 - base.length), bins]);
}

/** The first sector of a hive or of one of its logs. */
export function baseBlock(options: HiveOptions, root: number, binsBytes: number, fileType: number): Uint8Array {
  const block = byteWriter()
    .narrow('regf')
    .u32(options.primarySequence ?? 1)
    .u32(options.secondarySequence ?? 1);
  block
    .u64(ticks(options.lastWritten ?? '2026-03-14T10:00:00Z'))
    .u32(1)
    .u32(options.minorVersion ?? 5)
    .u32(fileType)
    .u32(1);
  const name = Buffer.alloc(64);
  name.set(Buffer.from((options.fileName ?? '\\??\\C:\\Users\\anna\\ntuser.dat').slice(-31), 'utf16le'));
  block
    .u32(root)
    .u32(binsBytes)
    .u32(1)
    .bytes(name)
    .zeros(508 - 112);
  const bytes = block.done();
  return Buffer.concat([bytes, byteWriter().u32(checksumOf(bytes)).done()]);
}

/** A copy of a hive whose base block says something else; its checksum is made right. */
export function withSequences(hive: Uint8Array, primarySequence: number, secondarySequence: number): Uint8Array {
  const changed = Buffer.from(hive);
  changed.writeUInt32LE(primarySequence, 4);
  changed.writeUInt32LE(secondarySequence, 8);
  changed.writeUInt32LE(checksumOf(changed), 508);
  return changed;
}
