import type { ByteSource } from '#evidence/byte-source.ts';
import { accessEvent, bytesStep, type AccessEventClaims, type ContainerRef } from '#model/index.ts';
import { countedTime, unixSeconds } from '../counted-time.ts';
import { mailPathOf } from '../mail-paths.ts';
import { CountedNames, lostRecord, noted, tellEvent } from '../placed-event.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';

/**
 * Reads the database of mlocate (`/var/lib/mlocate/mlocate.db`; mlocate.db(5)): every folder of the machine with its time of change
 * and the names in it, as they were when the database was made. Folders that hold mail, and files of mail, are events; the others are
 * counted.
 */
export const mlocateReader: FormatReader = {
  id: 'mlocate',
  version: '1',
  title: 'List of all files of a Linux machine (mlocate.db)',
  isNeverMail: true,
  extensions: [],
  probe(source) {
    return Buffer.from(source.read(0, 9)).equals(signature)
      ? { verdict: 'yes', because: 'It begins with the signature of a database of mlocate.' }
      : { verdict: 'no', because: 'It does not begin with the signature of a database of mlocate.' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('A list of files has no attachments.');
  },
};

const signature = Buffer.from('\0mlocate\0', 'latin1');
const headerBytes = 16;
const folderHeadBytes = 16;
const longestPath = 64 * 1024;
/** Characters of a path that are looked at and told: its end. Each of a million names may stand behind a path of the longest. */
const toldOfPath = 4096;
const pieceBytes = 1024 * 1024;

const end = 2;
const isFolder = 1;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'list', locator: context.locator };
  const others = new CountedNames();
  const bytes = windowOf(source);
  const header = Buffer.from(source.read(0, headerBytes));
  const lost = (at: number, detail: string): Generator<ReaderOutput, void, undefined> =>
    lostRecord(container, [...context.locator, bytesStep(at, Math.max(source.sizeBytes - at, 0))], `${detail} What follows was not read.`);
  if (header.length < headerBytes) {
    yield* lost(0, 'The list ends within its header.');
    return;
  }
  // Behind the header stand the path of the whole list and a block of settings.
  const root = textAt(bytes, headerBytes);
  let at = root === null ? source.sizeBytes + 1 : root.next + header.readUInt32BE(8);
  while (at < source.sizeBytes) {
    const folder = textAt(bytes, at + folderHeadBytes);
    if (folder === null) {
      yield* lost(at, 'A folder of the list has no end, or a path that is longer than any.');
      return;
    }
    const head = bytes(at, folderHeadBytes);
    const time = { seconds: head.readBigUInt64BE(0), nanoseconds: head.readUInt32BE(8) };
    const folderRange = { offsetBytes: at, lengthBytes: folder.next - at };
    // Without what it stands in where it is longer than any real path, so that names cost what they hold.
    const folderPath = folder.text.slice(-toldOfPath);
    const cut = folderPath.length < folder.text.length ? `Of its path the last ${String(toldOfPath)} characters were kept.` : null;
    const holds = mailPlaceOf(folderPath, 'folder');
    if (holds === null) others.add('folders');
    else
      yield* tellEvent(source, context, container, {
        range: folderRange,
        claimed: () => eventOf(folderPath, 'folder', holds, time),
        trouble: cut,
      });
    at = folder.next;
    for (;;) {
      const type = at < source.sizeBytes ? bytes(at, 1)[0] : undefined;
      if (type === end) {
        at += 1;
        break;
      }
      const name = type === undefined || type > isFolder ? null : textAt(bytes, at + 1);
      if (name === null) {
        yield* lost(at, 'The names of a folder do not end where they should.');
        return;
      }
      const path = `${folderPath === '/' ? '' : folderPath}/${name.text}`;
      // A folder within is told where its own names are.
      const holdsMail = type === isFolder ? null : mailPlaceOf(path, 'file');
      if (type === isFolder) others.add('names of folders');
      else if (holdsMail === null) others.add('files');
      else {
        const range = { offsetBytes: at, lengthBytes: name.next - at };
        yield* tellEvent(source, context, container, { range, claimed: () => eventOf(path, 'file', holdsMail, null), trouble: cut });
      }
      at = name.next;
    }
  }
  if (at > source.sizeBytes) {
    yield* lost(headerBytes, 'The head of the list does not agree with its size.');
    return;
  }
  if (!others.isEmpty) yield noted(container, 'log-entries-left-out', `Names that are of no mail are no records: ${others.toString()}.`);
}

type Window = (offset: number, length: number) => Buffer;

/** Reads in pieces; a place is asked for in rising order. */
function windowOf(source: ByteSource): Window {
  let base = 0;
  let held = Buffer.alloc(0);
  return (offset, length) => {
    if (offset < base || offset + length > base + held.length) {
      base = offset;
      held = Buffer.from(source.read(offset, Math.max(pieceBytes, length)));
    }
    return held.subarray(offset - base, offset - base + length);
  };
}

function textAt(bytes: Window, at: number): { readonly text: string; readonly next: number } | null {
  for (let length = 256; length <= longestPath; length *= 16) {
    const piece = bytes(at, length);
    const zero = piece.indexOf(0);
    if (zero !== -1) return { text: piece.toString('utf8', 0, zero), next: at + zero + 1 };
    if (piece.length < length) return null;
  }
  return null;
}

const linuxPlaces: readonly { readonly holds: string; readonly form: RegExp }[] = [
  { holds: 'message store', form: /(?:^|\/)(?:Maildir|Mail|\.maildir|mbox)$/ },
  { holds: 'message store', form: /(?:^|\/)(?:Maildir|\.maildir)\/(?:[^/]{1,255}\/)?(?:cur|new|tmp)$/ },
  { holds: 'message store', form: /^\/var\/(?:mail|spool\/mail|vmail|spool\/imap)(?:\/|$)/ },
  { holds: 'Thunderbird', form: /\/(?:\.thunderbird|\.icedove|thunderbird\/common\/\.thunderbird)(?:\/|$)/ },
  { holds: 'Evolution', form: /\/(?:\.local\/share|\.cache|\.config)\/evolution\/mail(?:\/|$)/ },
  { holds: 'KMail', form: /\/\.local\/share\/(?:local-mail|akonadi_maildir_resource_\d{1,3}|\.local-mail\.directory)(?:\/|$)/ },
  { holds: 'forwarding of the account', form: /\/\.(?:forward|procmailrc|dovecot\.sieve|mailfilter)$/ },
];

/** What of mail lies at a path; of files within a store only those that are stores or rules themselves. */
function mailPlaceOf(path: string, kind: 'file' | 'folder'): string | null {
  const text = path.slice(-1024);
  const known = mailPathOf(path);
  if (known !== null) return known;
  const place = linuxPlaces.find(({ form }) => form.test(text));
  if (place === undefined) return null;
  // A Maildir has a file for each message: the folder tells of them.
  return kind === 'file' && /\/(?:cur|new|tmp)\/[^/]{1,255}$/.test(text) ? null : place.holds;
}

function eventOf(
  path: string,
  kind: 'file' | 'folder',
  holds: string,
  time: { readonly seconds: bigint; readonly nanoseconds: number } | null,
): AccessEventClaims {
  const claimed = time === null ? null : countedTime(time.seconds, unixSeconds, 'change of the folder in the list of mlocate');
  return accessEvent({
    time: claimed,
    precision: claimed === null ? 'unknown' : 'second',
    clock: 'clock of the machine',
    strength: 'PRESENT',
    action: 'other',
    operation: kind === 'folder' ? 'folder in the list of all files' : 'file in the list of all files',
    object: { kind: holds === 'forwarding of the account' || holds === 'rules' ? 'rule' : 'store', name: path },
    source: 'database of mlocate',
    doesNotShow:
      'It shows that it was there when the list was made, not who used it. The time is that at which names in the folder last changed.',
    facts: [
      { name: 'holds', value: holds },
      ...(time === null || time.nanoseconds === 0 ? [] : [{ name: 'nanoseconds', value: time.nanoseconds }]),
    ],
  });
}
