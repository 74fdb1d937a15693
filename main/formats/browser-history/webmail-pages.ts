import { otherServicePages } from './other-service-pages.ts';
import { outlookAndGmailPages } from './outlook-and-gmail-pages.ts';
import { ownServerPages } from './own-server-pages.ts';
import type { WebmailPage } from './webmail-page.ts';

/** Raised with every change of the table. */
export const webmailPagesVersion = '1 (2026-11-26)';

/** The forms of address, the narrow ones before the wide ones: the first that fits is taken. */
export const webmailPages: readonly WebmailPage[] = [...outlookAndGmailPages, ...otherServicePages, ...ownServerPages];

/** Longest address that is looked at, in UTF-16 code units; of a longer one its beginning is. */
const longestAddress = 2048;

/** The form that an address has, or null for a page that is no webmail. Never throws. */
export function webmailPageOf(address: string): WebmailPage | null {
  const parts = /^https?:\/\/(?:[^/?#@]{0,200}@)?([^/?#:]{1,253})(?::\d{1,5})?([^]{0,2048})$/i.exec(address.slice(0, longestAddress));
  if (parts === null) return null;
  const host = (parts[1] ?? '').toLowerCase();
  const rest = parts[2] === undefined || parts[2] === '' ? '/' : parts[2];
  return webmailPages.find((page) => (page.host === null || page.host.test(host)) && page.rest.test(rest)) ?? null;
}
