/**
 * Databases of browsers: visits of webmail and downloads from it as events.
 *
 * Which address is a page of webmail is told by one table (`webmail-pages.ts`). Visits of other pages are no records: they are
 * private and many, and are told as one number per database.
 */
import type { DatabaseSchema } from '../sqlite/index.ts';
import { chromiumHistory } from './chromium.ts';
import { firefoxHistory } from './firefox.ts';
import { safariHistory } from './safari.ts';

export type { WebmailPage, WebmailPageKind } from './webmail-page.ts';
export { webmailPageOf, webmailPages, webmailPagesVersion } from './webmail-pages.ts';

export const browserHistories: readonly DatabaseSchema[] = [chromiumHistory, firefoxHistory, safariHistory];
