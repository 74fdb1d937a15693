import { fieldsOf } from '#formats/windows-values/fields.ts';
import { guid, utf16 } from '#formats/windows-values/text.ts';
import { parseLink, type ShellLink } from '#formats/shell-link/parse-link.ts';

/** A jump list that a program filled itself (`customDestinations-ms`; documentation of dtformats, "Jump lists format"). */
export interface CustomList {
  readonly entries: readonly CustomEntry[];
  readonly statedCategories: number;
  /** Why reading ended early, in words; null when it came to the end. */
  readonly trouble: string | null;
}

export interface CustomEntry {
  readonly category: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;

  readonly link: ShellLink;
}

const linkClass = '00021401-0000-0000-c000-000000000046';
export const footer = 0xbabffbab;
const mostEntries = 10_000;

export function readCustomList(bytes: Uint8Array): CustomList {
  const fields = fieldsOf(bytes);
  const entries: CustomEntry[] = [];
  const statedCategories = fields.u32(4);
  const done = (trouble: string | null): CustomList => ({ entries, statedCategories, trouble });
  let at = 12;
  for (let category = 0; category < statedCategories && at < bytes.length; category += 1) {
    const kind = fields.u32(at);
    let name = 'tasks';
    at += 4;
    if (kind === 0) {
      const characters = fields.u16(at);
      name = utf16(fields.slice(at + 2, 2 * characters));
      at += 2 + 2 * characters;
    } else if (kind === 1) {
      at += 4;
      if (fields.u32(at) !== footer) return done(`a category does not end with its mark at byte ${String(at)}`);
      at += 4;
      continue;
    } else if (kind !== 2) return done(`a category is of the kind ${String(kind)}, which is not known`);
    const count = fields.u32(at);
    at += 4;
    for (let index = 0; index < count; index += 1) {
      if (entries.length >= mostEntries) return done(`it holds more than ${String(mostEntries)} entries`);
      if (guid(fields.slice(at, 16)) !== linkClass) return done(`entry ${String(index)} of "${name}" is no link, at byte ${String(at)}`);
      const link = parseLink(fields.slice(at + 16, bytes.length - at - 16));
      if (typeof link === 'string') return done(`entry ${String(index)} of "${name}" cannot be read: ${link}`);
      entries.push({ category: name, offsetBytes: at + 16, lengthBytes: link.lengthBytes, link });
      at += 16 + link.lengthBytes;
      if (link.troubles.length > 0) return done(`entry ${String(index)} of "${name}" is damaged, so where the next begins is not known`);
    }
    if (fields.u32(at) !== footer) return done(`a category does not end with its mark at byte ${String(at)}`);
    at += 4;
  }
  return done(at > bytes.length ? 'it is cut off' : null);
}

/** Links behind a place where the list could not be followed any further, found by how they begin; each ends where the next begins. */
export function linksAfter(bytes: Uint8Array, from: number): CustomEntry[] {
  const entries: CustomEntry[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = Buffer.from('4c0000000114020000000000c000000000000046', 'hex');
  let at = buffer.indexOf(mark, from);
  while (at >= 0 && entries.length < mostEntries) {
    const next = buffer.indexOf(mark, at + mark.length);
    const link = parseLink(bytes.subarray(at, next < 0 ? bytes.length : next));
    if (typeof link !== 'string') entries.push({ category: '', offsetBytes: at, lengthBytes: link.lengthBytes, link });
    at = next;
  }
  return entries;
}
