import { fieldsOf, type Fields } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { ansiUntil0, guid, utf16Until0 } from '#formats/windows-values/text.ts';
import { knownFolder } from '#formats/shell-items/known-folders.ts';
import { readPropertyStore, type StoredProperty } from '#formats/shell-items/property-store.ts';
import type { ClaimedTime } from '#model/index.ts';

/** The blocks that follow the texts of a link ([MS-SHLLINK] 2.5). */
export interface ExtraData {
  /** Path of the target with variables; empty where there is none. */
  readonly environmentPath: string;
  readonly tracker: LinkTracker | null;
  /** Identifier of the installed product that it starts; empty where there is none. */
  readonly product: string;
  readonly knownFolder: string;
  readonly properties: readonly StoredProperty[];
  /** Signatures of the other blocks, as hexadecimal. */
  readonly otherBlocks: readonly string[];
  readonly lengthBytes: number;
  readonly trouble: string | null;
}

/** By what the link service finds a target again ([MS-SHLLINK] 2.5.10): the machine and the file as it knew them. */
export interface LinkTracker {
  readonly machine: string;
  readonly volumeId: string;
  readonly fileId: string;
  readonly birthVolumeId: string;
  readonly birthFileId: string;
  /** Address of a network card of the machine that made the file identifier; empty where the identifier holds none. */
  readonly networkCard: string;
  /** When the file identifier was made. */
  readonly madeAt: ClaimedTime | null;
}

const mostBlocks = 100;

export function readExtraData(fields: Fields): ExtraData {
  let environmentPath = '';
  let tracker: LinkTracker | null = null;
  let product = '';
  let folder = '';
  let properties: readonly StoredProperty[] = [];
  const otherBlocks: string[] = [];
  let at = 0;
  let trouble: string | null = null;
  for (let count = 0; ; count += 1) {
    const size = fields.u32(at);
    if (!fields.has(at, 4)) trouble = 'its end is missing';
    // A size below four ends the list.
    else if (size >= 4 && (size < 8 || !fields.has(at, size) || count === mostBlocks)) trouble = 'a block states a size that does not fit';
    if (trouble !== null || size < 4) break;
    const block = fieldsOf(fields.slice(at, size));
    const signature = block.u32(4);
    if (signature === 0xa0000001) environmentPath = utf16Until0(block.slice(268, 520)) || ansiUntil0(block.slice(8, 260));
    else if (signature === 0xa0000003) tracker = trackerOf(block);
    else if (signature === 0xa0000006) product = utf16Until0(block.slice(268, 520)) || ansiUntil0(block.slice(8, 260));
    else if (signature === 0xa0000009) properties = readPropertyStore(block.slice(8, size - 8));
    else if (signature === 0xa000000b) folder = knownFolder(guid(block.slice(8, 16))) ?? `{${guid(block.slice(8, 16))}}`;
    else otherBlocks.push(`0x${signature.toString(16)}`);
    at += size;
  }
  const lengthBytes = Math.min(fields.bytes.length, trouble === null ? at + 4 : at);
  return { environmentPath, tracker, product, knownFolder: folder, properties, otherBlocks, lengthBytes, trouble };
}

function trackerOf(block: Fields): LinkTracker | null {
  if (!block.has(0, 96)) return null;
  return { machine: ansiUntil0(block.slice(16, 16)), ...droids(block, 32) };
}

/** Identifiers of volume and file, now and at birth, from a place on; jump lists have the same. */
export function droids(fields: Fields, at: number): Omit<LinkTracker, 'machine'> {
  const fileId = fields.slice(at + 16, 16);
  return {
    volumeId: guid(fields.slice(at, 16)),
    fileId: guid(fileId),
    birthVolumeId: guid(fields.slice(at + 32, 16)),
    birthFileId: guid(fields.slice(at + 48, 16)),
    ...madeBy(fieldsOf(fileId)),
  };
}

/** 100 ns between 1582-10-15 and 1601. */
const ticksFrom1582To1601 = 5_748_192_000_000_000n;

/** An identifier of version 1 holds time and network card of its making (RFC 4122 4.1). */
function madeBy(identifier: Fields): Pick<LinkTracker, 'networkCard' | 'madeAt'> {
  const high = identifier.u16(6);
  if (high >> 12 !== 1) return { networkCard: '', madeAt: null };
  const ticks = (BigInt(high & 0xfff) << 48n) | (BigInt(identifier.u16(4)) << 32n) | BigInt(identifier.u32(0));
  const card = Buffer.from(identifier.slice(10, 6)).toString('hex').match(/../g) ?? [];
  const since1601 = ticks - ticksFrom1582To1601;
  return { networkCard: card.join(':'), madeAt: since1601 > 0n ? fileTime(since1601, 'identifier of the file (tracker)') : null };
}
