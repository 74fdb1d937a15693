import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef } from '#model/index.ts';
import type { FormatReader, ProbeResult, ReadContext, ReaderOutput } from '../reader.ts';
import { buildMessage, hashRange, messageAttachment, messageInTnef, openWindow, readDate, type Window } from '../mime/index.ts';

/**
 * Reads mailboxes in the format mbx of the UW IMAP server and its successors (c-client, docs/formats.txt and mbx.c): a
 * header of 2048 bytes with the names of keywords, then for each message a line with its date of arrival, size, flags and
 * UID. A message that was expunged while others had the mailbox open is still there and is recovered.
 */
export const mbxReader: FormatReader = {
  id: 'mbx',
  version: '3',
  title: 'Mailbox file of the UW IMAP server (mbx)',
  extensions: ['.mbx'],
  probe,
  read,
  attachment: messageAttachment,
  rebuild: messageInTnef,
};

const headerBytes = 2048;
const longestLine = 100;
const mostKeywords = 30;

function probe(source: ByteSource): ProbeResult {
  const start = Buffer.from(source.read(0, 30)).toString('latin1');
  return /^\*mbx\*\r\n[0-9a-f]{16}\r\n/i.test(start)
    ? { verdict: 'yes', because: 'It begins with the mark and the identifiers of a mailbox in the format mbx.' }
    : { verdict: 'no', because: 'It does not begin with the mark of the format mbx.' };
}

interface Entry {
  readonly date: string;
  readonly sizeBytes: number;
  readonly userFlags: number;
  readonly systemFlags: number;
  readonly line: string;
  readonly startBytes: number;
}

const form = /^([ \d]\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d [+-]\d{4}),(\d{1,15});([0-9a-f]{8})([0-9a-f]{4})-([0-9a-f]{8})\r\n/i;

function entryAt(window: Window, at: number): Entry | null {
  const match = form.exec(window.from(at, longestLine).toString('latin1', 0, longestLine));
  if (match === null) return null;
  const [whole, date = '', size = '', user = '', system = ''] = match;
  return {
    date,
    sizeBytes: Number(size),
    userFlags: Number.parseInt(user, 16),
    systemFlags: Number.parseInt(system, 16),
    line: whole.slice(0, -2),
    startBytes: at + whole.length,
  };
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'mbox', locator: context.locator };
  const window = openWindow(source);
  const keywords = Buffer.from(source.read(0, headerBytes))
    .toString('latin1')
    .split('\r\n')
    .slice(2, 2 + mostKeywords);
  for (let at = headerBytes; at < source.sizeBytes;) {
    const entry = entryAt(window, at);
    if (entry === null || entry.startBytes + entry.sizeBytes > source.sizeBytes) {
      const from = entry?.startBytes ?? at;
      const next = nextEntry(window, from);
      const detail =
        entry === null
          ? `At byte ${String(at)} no message begins, though one should; ${String(next - at)} bytes were passed over.`
          : `The message at byte ${String(at)} is longer than the file; ${String(next - at)} bytes of it are there and were not read.`;
      const locator = [...context.locator, bytesStep(at, next - at)];
      yield { kind: 'expected', container, items: 1 };
      yield { kind: 'diagnostic', container, diagnostic: { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator, detail } };
      at = next;
      continue;
    }
    yield* buildMessage(messageOf(source, entry, keywords, container, context), context);
    at = entry.startBytes + entry.sizeBytes;
  }
}

function messageOf(
  source: ByteSource,
  { startBytes, sizeBytes, date, line, userFlags, systemFlags }: Entry,
  keywords: readonly string[],
  container: ContainerRef,
  context: ReadContext,
): Parameters<typeof buildMessage>[0] {
  const isTooLarge = sizeBytes > context.limits.messageBytes;
  const named = keywords.filter((keyword, bit) => keyword !== '' && (userFlags & (1 << bit)) !== 0);
  return {
    bytes: source.read(startBytes, Math.min(sizeBytes, context.limits.messageBytes)),
    locator: [...context.locator, bytesStep(startBytes, sizeBytes)],
    parent: null,
    container,
    offsetBytes: startBytes,
    ...(isTooLarge ? { whole: { sizeBytes, sha256: hashRange(source, startBytes, sizeBytes) } } : {}),
    folderPath: [...context.folderPath, context.fileName],
    flags: [...systemWords.filter(([bit]) => (systemFlags & bit) !== 0).map(([, word]) => word), ...named.map(keywordFlag)],
    envelope: { line, delivered: () => readDate(date.trim(), 'mbx, date of arrival').time },
    quoting: 'none',
  };
}

// mail.h of c-client: fSEEN, fDELETED, fFLAGGED, fANSWERED, fDRAFT; mbx.c: fEXPUNGED.
const systemWords = [
  [0x0001, 'read'],
  [0x0002, 'deleted'],
  [0x0004, 'flagged'],
  [0x0008, 'replied'],
  [0x0020, 'draft'],
  [0x8000, 'expunged'],
] as const;

function keywordFlag(keyword: string): string {
  return keyword.toLowerCase() === '$forwarded' ? 'forwarded' : keyword.toLowerCase().replace(/\s+/g, '-');
}

// The next place where a message's line begins; the end where there is none.
function nextEntry(window: Window, after: number): number {
  for (let at = after; at < window.sizeBytes;) {
    const bytes = window.from(at, 2 * longestLine);
    for (let found = bytes.indexOf('\n'); found !== -1 && found + longestLine <= bytes.length; found = bytes.indexOf('\n', found + 1)) {
      if (form.test(bytes.toString('latin1', found + 1, found + 1 + longestLine))) return at + found + 1;
    }
    at += Math.max(1, bytes.length - longestLine);
  }
  return window.sizeBytes;
}
