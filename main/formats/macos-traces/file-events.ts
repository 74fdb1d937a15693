import type { ByteSource } from '#evidence/byte-source.ts';
import { accessEvent, bytesStep, type AccessAction, type AccessEventClaims, type ContainerRef, type Locator } from '#model/index.ts';
import { hash } from 'node:crypto';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { mailPathOf } from '../mail-paths.ts';

/**
 * Reads pages of the file system's event log of macOS (`.fseventsd`; Disk Log Stream, versions 1 to 3, as dtformats describes
 * them). On disk they are packed by gzip, whose reader unpacks them. Records on mail stores and rules are events; the others are
 * counted by group. The log keeps no times: a file of it was closed when it was last modified.
 */
export const fileEventsReader: FormatReader = {
  id: 'macos-fsevents',
  version: '1',
  title: 'File system events of macOS (.fseventsd)',
  isNeverMail: true,
  extensions: [],
  probe(source) {
    const page = pageAt(source, 0);
    return page === null
      ? { verdict: 'no', because: 'It does not begin with a page of the file system event log of macOS.' }
      : { verdict: 'yes', because: `It begins with a page of the file system event log of macOS, version ${String(page.version)}.` };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('A log of file system events has no attachments.');
  },
};

interface Page {
  readonly version: 1 | 2 | 3;
  readonly offsetBytes: number;
  /** With its header of 12 bytes. */
  readonly sizeBytes: number;
}

const headerBytes = 12;
const longestPage = 64 * 1024 * 1024;
const longestPath = 4096;

function pageAt(source: ByteSource, offsetBytes: number): Page | null {
  const header = Buffer.from(source.read(offsetBytes, headerBytes));
  const version = header.length < headerBytes ? -1 : ['1SLD', '2SLD', '3SLD'].indexOf(header.toString('latin1', 0, 4)) + 1;
  const sizeBytes = version < 1 ? 0 : header.readUInt32LE(8);
  return version < 1 || sizeBytes < headerBytes ? null : { version: version as Page['version'], offsetBytes, sizeBytes };
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { kind: 'log', locator };
  const others = new Map<string, number>();
  let offset = 0;
  while (offset < source.sizeBytes) {
    const page = pageAt(source, offset);
    if (page === null) {
      yield* lost(
        container,
        [...locator, bytesStep(offset, source.sizeBytes - offset)],
        'No page begins where one should; what follows was not read.',
      );
      break;
    }
    const held = Math.min(page.sizeBytes, source.sizeBytes - offset, longestPage);
    yield* readPage(page, Buffer.from(source.read(offset, held)), context, container, others);
    offset += page.sizeBytes;
  }
  if (others.size === 0) return;
  const counts = [...others].map(([group, count]) => `${group}: ${String(count)}`);
  const detail = `Records on files that are no mail stores and no rules are no events in the case; by what they say: ${counts.join(', ')}.`;
  yield { kind: 'diagnostic', container, diagnostic: { code: 'log-entries-left-out', effect: 'noted', stage: 'read', locator, detail } };
}

function* readPage(
  page: Page,
  bytes: Buffer,
  context: ReadContext,
  container: ContainerRef,
  others: Map<string, number>,
): Generator<ReaderOutput, void, undefined> {
  const tailBytes = page.version === 1 ? 12 : page.version === 2 ? 20 : 24;
  let at = headerBytes;
  while (at < bytes.length) {
    const end = bytes.subarray(at, at + longestPath + 1).indexOf(0);
    const next = at + end + 1 + tailBytes;
    if (end === -1 || next > bytes.length) {
      const place = [...context.locator, bytesStep(page.offsetBytes + at, bytes.length - at)];
      yield* lost(container, place, 'A record of the page has no end; what follows in the page was not read.');
      return;
    }
    const path = bytes.toString('utf8', at, at + end);
    const record = bytes.subarray(at, next);
    const tail = bytes.subarray(at + end + 1, next);
    const words = wordsOf(tail.readUInt32BE(8));
    const mail = mailPathOf(path);
    if (mail === null || !words.some((word) => changes.has(word))) {
      const group = groupOf(words);
      others.set(group, (others.get(group) ?? 0) + 1);
    } else {
      const range = { offsetBytes: page.offsetBytes + at, lengthBytes: next - at };
      const place: Locator = [...context.locator, bytesStep(range.offsetBytes, range.lengthBytes)];
      yield { kind: 'expected', container, items: 1 };
      if (context.enter(place, container)) {
        const sha256 = hash('sha256', record);
        const observed = { range, sizeBytes: record.length, sha256, allocation: 'allocated', intact: true } as const;
        const node = page.version === 1 ? null : tail.readBigUInt64LE(12);
        const claimed = eventOf(path, words, tail.readBigUInt64LE(0), node, mail);
        yield { kind: 'record', container, record: { kind: 'event', locator: place, parent: null, observed, claimed } };
      }
    }
    at = next;
  }
  if (bytes.length < page.sizeBytes) {
    const place = [...context.locator, bytesStep(page.offsetBytes, bytes.length)];
    yield* lost(container, place, `The page states ${String(page.sizeBytes)} bytes; ${String(bytes.length)} of them could be read.`);
  }
}

function* lost(container: ContainerRef, locator: Locator, detail: string): Generator<ReaderOutput, void, undefined> {
  yield { kind: 'expected', container, items: 1 };
  yield { kind: 'diagnostic', container, diagnostic: { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator, detail } };
}

// The flags as the log keeps them, most significant byte first.
const flags: readonly (readonly [number, string])[] = [
  [0x01000000, 'created'],
  [0x02000000, 'removed'],
  [0x08000000, 'renamed'],
  [0x10000000, 'modified'],
  [0x20000000, 'exchanged'],
  [0x00400000, 'cloned'],
  [0x80000000, 'folder created'],
  [0x00010000, 'permissions changed'],
  [0x00020000, 'extended attributes changed'],
  [0x00040000, 'extended attributes removed'],
  [0x04000000, 'inode changed'],
  [0x40000000, 'Finder information changed'],
  [0x00100000, 'document revision'],
  [0x00000800, 'last hard link removed'],
  [0x00001000, 'hard link'],
  [0x00004000, 'symbolic link'],
  [0x00008000, 'file'],
  [0x00000001, 'folder'],
  [0x00000002, 'volume mounted'],
  [0x00000004, 'volume unmounted'],
  [0x00000020, 'end of transaction'],
];

const changes = new Set(['created', 'removed', 'renamed', 'modified', 'exchanged', 'cloned', 'folder created', 'permissions changed']);

function wordsOf(mask: number): string[] {
  return flags.flatMap(([flag, word]) => ((mask & flag) === 0 ? [] : [word]));
}

function groupOf(words: readonly string[]): string {
  return words.find((word) => changes.has(word)) ?? words[0] ?? 'no flags';
}

function eventOf(path: string, words: readonly string[], id: bigint, node: bigint | null, mail: string): AccessEventClaims {
  const has = (word: string): boolean => words.includes(word);
  const action: AccessAction = has('removed')
    ? 'file-delete'
    : has('renamed')
      ? 'file-rename'
      : has('created') || has('folder created') || has('cloned')
        ? 'file-create'
        : 'file-write';
  return accessEvent({
    time: null,
    precision: 'unknown',
    clock: 'none: the log keeps no times',
    strength: 'CHANGED',
    action,
    operation: words.join(', '),
    object: { kind: mail === 'rules' ? 'rule' : 'store', name: path },
    sourceId: String(id),
    source: 'file system events of macOS',
    doesNotShow:
      'It shows neither when, nor in what order within one record, nor by which program; the file of the log was closed at its own time of modification.',
    facts: [{ name: 'holds', value: mail }, ...(node === null ? [] : [{ name: 'node', value: String(node) }])],
  });
}
