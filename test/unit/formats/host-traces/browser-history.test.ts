import { describe, expect, it } from 'vitest';
import { webmailPageOf, webmailPages } from '#formats/browser-history/index.ts';
import { withFlippedBits } from '#test/support/damaged-source.ts';
import {
  chromiumHistoryFile,
  firefoxPlacesFile,
  safariHistoryFile,
  type BuiltDownload,
  type BuiltVisit,
} from '#test/support/host-traces/browser-databases.ts';
import { readEvents } from '#test/support/host-traces/read-events.ts';
import { seededRandom } from '#test/support/random.ts';

describe.each(webmailPages)('the form of address $id', ({ id, examples, nearMisses }) => {
  it('knows its examples and not its near misses', () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(nearMisses.length).toBeGreaterThan(0);
    for (const example of examples) expect(webmailPageOf(example)?.id, example).toBe(id);
    for (const nearMiss of nearMisses) expect(webmailPageOf(nearMiss)?.id, nearMiss).not.toBe(id);
  });
});

it('takes no page for webmail that only speaks of it, and no text of any length long', () => {
  const strangers = [
    'https://www.google.com/search?q=mail.google.com/mail/u/0/',
    'https://example.com/?next=https://mail.google.com/mail/u/0/#inbox',
    'file:///home/a/mail/',
    'mail.google.com/mail/u/0/',
    'https://mail.google.com.evil.example/mail/u/0/#inbox',
    '',
    `https://mail.example.org/${'?_task=mail&_action=get&'.repeat(5000)}`,
    'https://'.repeat(1000),
  ];
  expect(strangers.map((address) => webmailPageOf(address)?.id ?? null)).toEqual([
    ...[null, null, null, null, null, null],
    'roundcube-mailbox',
    null,
  ]);
});

const at = Date.UTC(2024, 2, 14, 9, 26, 53, 120);
const visits: readonly BuiltVisit[] = [
  { url: 'https://mail.google.com/mail/u/0/#inbox', title: 'Inbox (3) - anna@example.org - Gmail', at },
  { url: 'https://mail.google.com/mail/u/0/#settings/fwdandpop', title: 'Settings - anna@example.org - Gmail', at: at + 60_000 },
  { url: 'https://outlook.office.com/mail/inbox/id/AAQkADAw', title: 'Mail', at: at + 120_000 },
  { url: 'https://news.example.org/private', title: 'private', at },
];
const downloads: readonly BuiltDownload[] = [
  {
    path: '/srv/a/Downloads/list.pdf',
    at,
    chain: ['https://mail-attachment.googleusercontent.com/attachment/u/0/?attid=0.1'],
    tabUrl: 'https://mail.google.com/mail/u/0/#inbox',
  },
  { path: '/srv/a/Downloads/news.pdf', at, chain: ['https://news.example.org/a.pdf'], tabUrl: 'https://news.example.org/' },
];

describe.each([
  ['Chromium', chromiumHistoryFile(visits, downloads), ['log-entries-left-out file:evidence', 'log-entries-left-out file:evidence']],
  ['Firefox', firefoxPlacesFile(visits, downloads), ['log-entries-left-out file:evidence', 'log-entries-left-out file:evidence']],
  ['Safari', safariHistoryFile(visits), ['log-entries-left-out file:evidence']],
])('the history of %s', (_, bytes, codes) => {
  const result = readEvents(bytes);
  it('gives visits of webmail as events with their time, and counts the others without naming them', () => {
    const pages = result.events.filter(({ action }) => action !== 'download');
    expect(pages.slice(0, 3).map(({ action, operation, object, time }) => [action, operation, object.kind, time?.instant])).toEqual([
      ['page-visit', 'mailbox page visited', 'mailbox', '2024-03-14T09:26:53.120Z'],
      ['page-visit', 'forwarding settings page visited', 'setting', '2024-03-14T09:27:53.120Z'],
      ['mail-access', 'message page visited', 'message', '2024-03-14T09:28:53.120Z'],
    ]);
    expect(pages[1]?.account).toBe('anna@example.org');
    expect(pages.every(({ strength }) => strength === 'OPENED')).toBe(true);
    expect(JSON.stringify(result.outputs)).not.toContain('news.example.org');
    expect(result.codes).toEqual(codes);
    expect(result.unbalanced).toEqual([]);
  });
});

describe.each([
  ['Chromium', chromiumHistoryFile([], downloads), 'complete'],
  ['Firefox', firefoxPlacesFile([], downloads), ''],
])('a download from webmail in %s', (_, bytes, outcome) => {
  it('is an event that names the file; others are none', () => {
    const { events, unbalanced } = readEvents(bytes);
    const downloaded = events.filter(({ action }) => action === 'download');
    expect(downloaded.map(({ object, strength, outcome: how, time }) => [object.name, strength, how, time?.instant])).toEqual([
      ['/srv/a/Downloads/list.pdf', 'EXPORTED', outcome, '2024-03-14T09:26:53.120Z'],
    ]);
    expect(unbalanced).toEqual([]);
  });
});

it('survives damage anywhere, and books what it costs', () => {
  const random = seededRandom(20260314);
  const bytes = chromiumHistoryFile(visits, downloads);
  for (let round = 0; round < 40; round += 1) {
    const result = readEvents(withFlippedBits(bytes, 1 + random.below(40), random));
    expect(result.unbalanced, `round ${String(round)}`).toEqual([]);
  }
});
