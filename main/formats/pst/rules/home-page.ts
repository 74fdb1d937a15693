import type { HomePageSetting } from '#model/index.ts';
import { blobCursor, utf16Of } from './blob-cursor.ts';
import { partOf, type StoredValue } from './stored-item.ts';
import { withoutPadding } from '#formats/padded-text.ts';

/** PidTagFolderWebViewInfo ([MS-OXPROPS] 2.708): the page that Outlook shows for a folder. */
export const homePageId = 0x36df;

const mostPages = 100;

/**
 * Reads the home pages of a folder. Each is eleven 32-bit words (version, type, flags, seven reserved ones, size of what
 * follows) and a text in UTF-16LE, as in the public sources of MFCMAPI. Flag 1: shown by default; type 1: an address.
 */
export function readHomePages(stored: StoredValue): HomePageSetting {
  const cursor = blobCursor(stored.bytes);
  const pages: HomePageSetting['pages'][number][] = [];
  while (cursor.isSound() && cursor.remaining > 0 && pages.length < mostPages) {
    const version = cursor.u32('the version of a home page');
    const type = cursor.u32('the type of a home page');
    const flags = cursor.u32('the flags of a home page');
    cursor.bytes(28, 'the reserved words of a home page');
    const url = cursor.bytes(cursor.u32('the size of an address'), 'an address');
    if (!cursor.isSound()) break;
    pages.push({ url: withoutPadding(utf16Of(url)), isShownByDefault: (flags & 1) !== 0, version, type });
  }
  if (cursor.isSound() && cursor.remaining > 0) cursor.fail(`more than ${String(mostPages)} pages are not read`);
  const decoded = cursor.isSound() && stored.trouble === null ? 'whole' : pages.length === 0 ? 'not' : 'partly';
  return { setting: 'folder-home-page', pages, parts: [partOf('PidTagFolderWebViewInfo', stored, decoded, cursor.trouble)] };
}
