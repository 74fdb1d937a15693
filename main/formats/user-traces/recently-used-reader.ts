import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import { accessEvent, bytesStep, type AccessEventClaims, type ClaimedTime, type ContainerRef, type Locator } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';

/**
 * Reads the list of recently used files of GNOME and other desktops (`recently-used.xbel`; Desktop Bookmark Specification of
 * freedesktop.org). Each bookmark is an event; its times are of UTC (ISO 8601).
 */
export const recentlyUsedReader: FormatReader = {
  id: 'recently-used-xbel',
  version: '1',
  title: 'Recently used files (recently-used.xbel)',
  extensions: ['.xbel'],
  isNeverMail: true,
  probe(source) {
    const start = Buffer.from(source.read(0, 2048)).toString('latin1');
    return /^(?:\u00ef\u00bb\u00bf)?\s{0,100}(?:<\?xml[^>]{0,200}>\s{0,100})?(?:<!DOCTYPE[^>]{0,300}>\s{0,100})?<xbel[\s>]/.test(start)
      ? { verdict: 'yes', because: 'It begins as a list of bookmarks (XBEL).' }
      : { verdict: 'no', because: 'It does not begin as a list of bookmarks (XBEL).' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('Lists of files have no attachments.');
  },
};

const opening = '<bookmark ';
const closing = '</bookmark>';
const longestBookmark = 64 * 1024;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator, limits } = context;
  const container: ContainerRef = { kind: 'log', locator };
  const bytes = Buffer.from(source.read(0, Math.min(source.sizeBytes, limits.indexBytes)));
  let told = 0;
  let start = bytes.indexOf(opening);
  for (; start !== -1 && told < limits.indexRows; told += 1) {
    const next = bytes.indexOf(opening, start + opening.length);
    const close = bytes.indexOf(closing, start);
    const isClosed = close !== -1 && (next === -1 || close < next);
    const end = isClosed ? close + closing.length : next === -1 ? bytes.length : next;
    const place: Locator = [...locator, bytesStep(start, end - start)];
    yield { kind: 'expected', container, items: 1 };
    if (context.enter(place, container)) {
      const item = bytes.subarray(start, end);
      const text = item.subarray(0, longestBookmark).toString('utf8');
      const isWhole = item.length <= longestBookmark && (isClosed || /\/>\s{0,20}$/.test(text.slice(0, text.indexOf('>') + 1)));
      const sha256 = hash('sha256', item);
      const range = { offsetBytes: start, lengthBytes: end - start };
      const observed = { range, sizeBytes: item.length, sha256, allocation: 'allocated', intact: isWhole } as const;
      yield { kind: 'record', container, record: { kind: 'event', locator: place, parent: null, observed, claimed: eventOf(text) } };
      if (!isWhole) {
        const detail = 'The bookmark is not closed; what stands before the next one was read.';
        yield {
          kind: 'diagnostic',
          container,
          diagnostic: { code: 'index-damaged', effect: 'field-lost', stage: 'read', locator: place, detail },
        };
      }
    }
    start = next;
  }
  if (start === -1 && bytes.length === source.sizeBytes) return;
  const detail = `The list has ${String(source.sizeBytes)} bytes; ${String(told)} bookmarks were read, and what follows was not.`;
  yield { kind: 'diagnostic', container, diagnostic: { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator, detail } };
}

function eventOf(text: string): AccessEventClaims {
  const tag = text.slice(0, Math.max(text.indexOf('>'), 0));
  const [href, added, modified, visited] = ['href', 'added', 'modified', 'visited'].map((name) => attribute(tag, name));
  const programs = applications(text);
  return accessEvent({
    time: timeOf(visited ?? '', 'visited') ?? timeOf(modified ?? '', 'modified'),
    precision: 'sub-millisecond',
    clock: 'clock of the machine',
    strength: 'OPENED',
    action: 'file-open',
    operation: 'file used',
    process: programs[0] === undefined ? null : { name: programs[0].name, commandLine: programs[0].command },
    object: { kind: 'file', name: readableAddress(href ?? '') },
    source: 'list of recently used files',
    doesNotShow: 'It shows the last use alone; a program enters files that it saves as well as those that it opens.',
    facts: [
      ...[
        ['added', added],
        ['modified', modified],
        ['visited', visited],
      ].flatMap(([name, value]) =>
        name === undefined || value === undefined || value === '' ? [] : [{ name, value: value.slice(0, 64) }],
      ),
      ...(programs.length === 0
        ? []
        : [{ name: 'programs', value: programs.map(({ name, count, last }) => `${name}, ${count} times, last ${last}`) }]),
      ...(text.includes('<mime:mime-type ')
        ? [{ name: 'type', value: attribute(text.slice(text.indexOf('<mime:mime-type '), text.indexOf('<mime:mime-type ') + 300), 'type') }]
        : []),
    ],
  });
}

const mostPrograms = 20;

function applications(text: string): { readonly name: string; readonly command: string; readonly count: string; readonly last: string }[] {
  const found: { name: string; command: string; count: string; last: string }[] = [];
  for (
    let at = text.indexOf('<bookmark:application ');
    at !== -1 && found.length < mostPrograms;
    at = text.indexOf('<bookmark:application ', at + 1)
  ) {
    const tag = text.slice(at, text.indexOf('>', at) + 1 || text.length).slice(0, 2000);
    found.push({
      name: attribute(tag, 'name'),
      command: attribute(tag, 'exec'),
      count: attribute(tag, 'count'),
      last: attribute(tag, 'modified'),
    });
  }
  return found;
}

function attribute(tag: string, name: string): string {
  const at = tag.indexOf(` ${name}="`);
  if (at === -1) return '';
  const start = at + name.length + 3;
  const end = tag.indexOf('"', start);
  return unescaped(tag.slice(start, end === -1 ? tag.length : end).slice(0, 4096));
}

const entities = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => entities.get(name) ?? '');
}

// Percent signs that are no code stay as they are.
function readableAddress(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

function timeOf(raw: string, name: string): ClaimedTime | null {
  if (raw === '') return null;
  const milliseconds = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/.test(raw) ? Date.parse(raw) : Number.NaN;
  const instant = Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
  return { raw: raw.slice(0, 64), instant, offsetMinutes: instant === null ? null : 0, statedBy: `attribute ${name} of the bookmark` };
}
