import {
  accessEvent,
  type AccessAction,
  type AccessEventClaims,
  type AccessObject,
  type ClaimedTime,
  type ContainerRef,
  type Locator,
  type RuleValue,
} from '#model/index.ts';
import type { ReaderOutput } from '../reader.ts';
import { cut } from '../row-event.ts';
import type { WebmailPage, WebmailPageKind } from './webmail-page.ts';
import { webmailPageOf, webmailPagesVersion } from './webmail-pages.ts';

/** A visit of a page as a browser keeps it. */
export interface KeptVisit {
  readonly address: string;
  readonly title: string;
  readonly time: ClaimedTime | null;
  readonly precision: AccessEventClaims['precision'];
  /** Names database and table: `Chromium history, table visits`. */
  readonly source: string;
  readonly browser: string;
  readonly facts: readonly RuleValue[];
}

/** What the page of a visit means for access to mail; the first word of the kind's row is used in titles. */
const meanings: Readonly<Record<WebmailPageKind, { readonly action: AccessAction; readonly object: AccessObject['kind'] }>> = {
  mailbox: { action: 'page-visit', object: 'mailbox' },
  message: { action: 'mail-access', object: 'message' },
  compose: { action: 'page-visit', object: 'message' },
  search: { action: 'mail-search', object: 'mailbox' },
  attachment: { action: 'attachment-access', object: 'message' },
  'forwarding settings': { action: 'page-visit', object: 'setting' },
  rules: { action: 'page-visit', object: 'setting' },
  settings: { action: 'page-visit', object: 'setting' },
  'sign-in': { action: 'page-visit', object: 'session' },
  export: { action: 'page-visit', object: 'setting' },
};

/** The event of a visit to a page of webmail, or null for every other page. */
export function visitEvent(visit: KeptVisit): AccessEventClaims | null {
  const page = webmailPageOf(visit.address);
  if (page === null) return null;
  const { action, object } = meanings[page.kind];
  return accessEvent({
    time: visit.time,
    precision: visit.precision,
    clock: 'clock of the machine',
    strength: 'OPENED',
    action,
    operation: `${page.kind} page visited`,
    client: visit.browser,
    object: { kind: object, name: cut(visit.address) },
    account: accountIn(visit.address, visit.title),
    source: visit.source,
    doesNotShow: doesNotShow(page),
    facts: [...pageFacts(page), ...(visit.title === '' ? [] : [{ name: 'title', value: cut(visit.title) }]), ...visit.facts],
  });
}

/** A download as a browser keeps it. */
export interface KeptDownload extends Omit<KeptVisit, 'title' | 'address'> {
  /** Where it was saved. */
  readonly path: string;
  /** Every address that led to it: of the file, of the page that linked to it. */
  readonly addresses: readonly string[];
  readonly outcome: string;
}

/** The event of a download that came from webmail, or null for every other. */
export function downloadEvent(download: KeptDownload): AccessEventClaims | null {
  const page = download.addresses.map(webmailPageOf).find((found) => found !== null);
  if (page === undefined) return null;
  return accessEvent({
    time: download.time,
    precision: download.precision,
    clock: 'clock of the machine',
    strength: 'EXPORTED',
    action: 'download',
    operation: 'file downloaded from webmail',
    client: download.browser,
    object: { kind: 'file', name: cut(download.path) },
    outcome: download.outcome,
    source: download.source,
    doesNotShow: 'It does not show which message the file came from, nor that it was opened.',
    facts: [
      ...pageFacts(page),
      { name: 'addresses', value: download.addresses.slice(0, 20).map((address) => cut(address)) },
      ...download.facts,
    ],
  });
}

/** Says how many rows were of no concern to mail: they are left out for privacy and volume. */
export function* othersNote(
  container: ContainerRef,
  locator: Locator,
  others: number,
  what: string,
): Generator<ReaderOutput, void, undefined> {
  if (others === 0) return;
  const detail = `${String(others)} ${what} are no records: their addresses are none of webmail (table of pages, version ${webmailPagesVersion}).`;
  yield { kind: 'diagnostic', container, diagnostic: { code: 'log-entries-left-out', effect: 'noted', stage: 'read', locator, detail } };
}

function pageFacts({ id, service, kind }: WebmailPage): RuleValue[] {
  return [
    { name: 'service', value: service },
    { name: 'page', value: kind },
    { name: 'form of address', value: `${id}, table version ${webmailPagesVersion}` },
  ];
}

function doesNotShow({ kind }: WebmailPage): string {
  if (kind === 'forwarding settings' || kind === 'rules') return 'It does not show whether a setting was changed, nor to what.';
  if (kind === 'message')
    return 'It does not show who sat at the machine, nor how long the message was on the screen; a prefetched page looks the same.';
  return 'It does not show who sat at the machine, nor which messages were read.';
}

// Titles of webmail name the account: `Inbox (3) - anna@example.org - Gmail`.
function accountIn(address: string, title: string): string {
  const inTitle = /(?:^|[\s(<-])([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})/.exec(title.slice(0, 500));
  if (inTitle !== null) return inTitle[1] ?? '';
  const inAddress = /[?&](?:login_hint|realm|u)=([\w.+%-]{1,64}(?:@|%40)[\w.-]{1,200})/i.exec(address.slice(0, 2048));
  return (inAddress?.[1] ?? '').replace(/%40/i, '@');
}
