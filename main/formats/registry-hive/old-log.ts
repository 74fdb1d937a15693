import { fieldsOf } from '#formats/windows-values/fields.ts';
import { logBaseBytes, type BaseBlock } from './base-block.ts';
import type { LogPage } from './log-entries.ts';

const pageBytes = 512;
const signature = 0x54524944;

/**
 * The pages of a log of the old form (Windows XP to 8): a bitmap of pages of 512 bytes, then those of them whose bit is set
 * ("Old format" of transaction log files in the public specification of REGF).
 * @returns the pages, or in words why there are none
 */
export function oldLogPages(log: Uint8Array, base: BaseBlock): readonly LogPage[] | string {
  const fields = fieldsOf(log);
  const start = Math.max(1, Math.min(base.clusteringFactor, 8)) * logBaseBytes;
  // Windows writes the bitmap to the second sector; with large sectors the base block may take up more.
  const vector = fields.u32(logBaseBytes) === signature ? logBaseBytes : start;
  if (fields.u32(vector) !== signature) return 'its list of pages does not begin with DIRT';
  const bits = Math.floor(base.binsBytes / pageBytes);
  const bitmap = fields.slice(vector + 4, Math.ceil(bits / 8));
  if (bitmap.length < Math.ceil(bits / 8)) return 'it ends within its list of pages';
  const pages: LogPage[] = [];
  let at = Math.ceil((vector + 4 + bitmap.length) / pageBytes) * pageBytes;
  for (let bit = 0; bit < bits; bit += 1) {
    if (((bitmap[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) continue;
    if (!fields.has(at, pageBytes)) return 'it ends before the last of its pages';
    pages.push({ offsetBytes: bit * pageBytes, bytes: fields.slice(at, pageBytes) });
    at += pageBytes;
  }
  return pages.length === 0 ? 'it lists no pages' : pages;
}
