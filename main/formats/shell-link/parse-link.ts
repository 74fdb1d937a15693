import { fieldsOf, type Fields } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { ansiUntil0, utf16 } from '#formats/windows-values/text.ts';
import { readShellItems, type ShellItemList } from '#formats/shell-items/shell-items.ts';
import type { ClaimedTime } from '#model/index.ts';
import { readExtraData, type ExtraData } from './extra-data.ts';
import { readLinkInfo, type LinkInfo } from './link-info.ts';
import { withoutPadding } from '../padded-text.ts';

/** A shell link ([MS-SHLLINK]): what it leads to, as it stood when the link was written last. */
export interface ShellLink {
  readonly created: ClaimedTime | null;
  readonly accessed: ClaimedTime | null;
  readonly modified: ClaimedTime | null;
  /** Size of the target, the lower 32 bits of it. */
  readonly targetBytes: number;
  readonly attributes: number;
  readonly items: ShellItemList | null;
  readonly info: LinkInfo | null;
  readonly strings: LinkStrings;
  readonly extra: ExtraData;
  /** How many bytes it takes up. */
  readonly lengthBytes: number;
  /** What could not be read, in sentences. */
  readonly troubles: readonly string[];
}

export interface LinkStrings {
  readonly description: string;
  readonly relativePath: string;
  readonly workingDirectory: string;
  readonly commandLine: string;
  readonly icon: string;
}

export const linkHeadBytes = 76;
const classIdentifier = '0114020000000000c000000000000046';

/** Whether bytes begin as a shell link does: the size of its head, then its class identifier. */
export function beginsAsLink(bytes: Uint8Array): boolean {
  return fieldsOf(bytes).u32(0) === linkHeadBytes && Buffer.from(bytes.subarray(4, 20)).toString('hex') === classIdentifier;
}

const has = { items: 1, info: 2, isWide: 0x80, noInfo: 0x100 } as const;
/** In the order in which they lie behind each other, with their flags. */
const stringOrder = [
  ['description', 4],
  ['relativePath', 8],
  ['workingDirectory', 0x10],
  ['commandLine', 0x20],
  ['icon', 0x40],
] as const;

/** Reads a link as far as it goes; a text says in words why it is none. */
export function parseLink(bytes: Uint8Array): ShellLink | string {
  if (!beginsAsLink(bytes)) return 'it does not begin as a shell link does';
  const fields = fieldsOf(bytes);
  if (!fields.has(0, linkHeadBytes)) return 'it ends within its head';
  const flags = fields.u32(20);
  const troubles: string[] = [];
  let at = linkHeadBytes;
  let items: ShellItemList | null = null;
  if ((flags & has.items) !== 0) {
    const size = fields.u16(at);
    if (!fields.has(at + 2, size)) troubles.push('The list of items that leads to the target is cut off.');
    items = readShellItems(fields.slice(at + 2, size));
    if (items.trouble !== null) troubles.push(`The list of items that leads to the target is damaged: ${items.trouble}.`);
    at += 2 + size;
  }
  let info: LinkInfo | null = null;
  if ((flags & has.info) !== 0 && (flags & has.noInfo) === 0) {
    const size = fields.u32(at);
    if (size < 28 || !fields.has(at, size)) troubles.push('What is stated of the place of the target is cut off.');
    else info = readLinkInfo(fieldsOf(fields.slice(at, size)));
    at += Math.max(4, size);
  }
  const strings = { description: '', relativePath: '', workingDirectory: '', commandLine: '', icon: '' };
  for (const [name, flag] of stringOrder) {
    if ((flags & flag) === 0) continue;
    const { text, lengthBytes } = stringAt(fields, at, (flags & has.isWide) !== 0);
    if (text === null) {
      troubles.push(`The text "${name}" is cut off.`);
      break;
    }
    strings[name] = text;
    at += lengthBytes;
  }
  const extra = readExtraData(fieldsOf(fields.slice(at, bytes.length - at)));
  if (extra.trouble !== null && troubles.length === 0) troubles.push(`What follows the texts is damaged: ${extra.trouble}.`);
  return {
    created: fileTime(fields.u64(28), 'shell link, creation of the target'),
    accessed: fileTime(fields.u64(36), 'shell link, last access to the target'),
    modified: fileTime(fields.u64(44), 'shell link, last modification of the target'),
    targetBytes: fields.u32(52),
    attributes: fields.u32(24),
    items,
    info,
    strings,
    extra,
    lengthBytes: Math.min(bytes.length, at + extra.lengthBytes),
    troubles,
  };
}

function stringAt(fields: Fields, at: number, isWide: boolean): { readonly text: string | null; readonly lengthBytes: number } {
  const size = fields.u16(at) * (isWide ? 2 : 1);
  const stored = fields.slice(at + 2, size);
  if (!fields.has(at, 2) || stored.length < size) return { text: null, lengthBytes: 0 };
  // Some programs count an end of the text that there should not be.
  const text = isWide ? withoutPadding(utf16(stored)) : ansiUntil0(stored);
  return { text, lengthBytes: 2 + size };
}

/** The target as a path, by what states it best: the place, the environment, the items, the path from the link. */
export function targetOf({ info, items, extra, strings }: ShellLink): string {
  const place = info === null ? '' : info.localPath || info.networkPath;
  return place || extra.environmentPath || (items?.path ?? '') || strings.relativePath;
}
