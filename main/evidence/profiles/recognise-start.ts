import type { ProfileKind, ProfileReading } from '#model/index.ts';

/** What the first bytes of a loose file show. */
export interface RecognisedStart {
  readonly client: string;
  readonly kind: ProfileKind;
  /** A sentence that cites the bytes. */
  readonly why: string;
  readonly reading: ProfileReading;
}

/** How many bytes `recogniseStart` wants. */
export const startBytes = 2048;

/** Endings of names that promise mail, in lower case, also behind what copies are called: `archive.pst.bak`. */
const mailEndings =
  /\.(pst|ost|nst|mbox|mbx|mbs|eml|emlx|msg|oft|dbx|nsf|olm|rwz|nk2|olk1[45]msgsource)(?:\.(?:bak|old|orig|sav|save|tmp|corrupt|\d{1,4})|~)?$/;

/** Endings that hardly another program than those of mail gives, so that a file is told whatever its first bytes are. */
const ownEndings = new Map<string, readonly [client: string, kind: ProfileKind]>([
  ['pst', ['Outlook', 'store']],
  ['ost', ['Outlook', 'store']],
  ['nst', ['Outlook', 'store']],
  ['rwz', ['Outlook', 'settings']],
  ['nk2', ['Outlook', 'settings']],
  ['olm', ['Outlook for Mac', 'store']],
  ['dbx', ['Outlook Express', 'store']],
  ['mbox', ['Mailbox file', 'store']],
]);

// Mailboxes that mail programs write without an ending, `mbox` as Apple Mail exports it, and what Outlook attaches.
const mailNames = /^(?:mbox|inbox|sent(?: items| messages| mail)?|drafts|trash|junk|spam|outbox|archives?|winmail\.dat)$/;
const autocomplete = /^stream_autocomplete_.*\.dat$/;

/** What a file's name promises. */
export interface NamePromise {
  /** The beginning of a sentence: `Its name ends in .pst`. */
  readonly because: string;
  readonly client: string;
  readonly kind: ProfileKind;
  /** `mail`: whatever the first bytes are. `perhaps`: other programs give the ending too. `hint`: a common word. */
  readonly of: 'mail' | 'perhaps' | 'hint';
}

/** Tells whether a file's name promises mail; null when it does not. */
export function promiseOf(foldedName: string): NamePromise | null {
  const ending = mailEndings.exec(foldedName)?.[1];
  if (ending !== undefined) {
    const [client, kind] = ownEndings.get(ending) ?? ['Unknown', 'store'];
    return { because: `Its name ends in .${ending}`, client, kind, of: ownEndings.has(ending) ? 'mail' : 'perhaps' };
  }
  if (autocomplete.test(foldedName)) {
    const because = 'It is called as the lists of names are that Outlook completes';
    return { because, client: 'Outlook', kind: 'settings', of: 'mail' };
  }
  return mailNames.test(foldedName) ? { because: `It is called ${foldedName}`, client: 'Unknown', kind: 'store', of: 'hint' } : null;
}

/**
 * Recognises mail by its first bytes.
 * @param start the first `startBytes` bytes
 * @param foldedName the file's name without case; it decides only among contents that look alike
 */
export function recogniseStart(start: Uint8Array, foldedName: string): RecognisedStart | null {
  const ending = mailEndings.exec(foldedName)?.[1] ?? '';
  for (const { hex, offset, ...known } of signatures) {
    if (known.ending !== undefined && known.ending !== ending) continue;
    const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength).subarray(offset, offset + hex.length / 2);
    if (bytes.toString('hex') === hex) return { client: known.client, kind: known.kind, why: known.why, reading: known.reading };
  }
  const text = Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString('latin1');
  // A name that promises a message makes up for a mark of UTF-8 or empty lines before the header, and for a header of one known field.
  const isPromised = /^emlx?$/.test(ending);
  return recogniseText(isPromised ? text.replace(/^\u00ef\u00bb\u00bf/, '').replace(/^[\r\n]{1,20}/, '') : text, isPromised ? 1 : 2);
}

const reads: ProfileReading = { can: 'yes' };
const noReader = (format: string): ProfileReading => ({ can: 'no', because: `This program has no reader for ${format}.` });

const signatures: readonly (RecognisedStart & { readonly hex: string; readonly offset: number; readonly ending?: string })[] = [
  {
    hex: '2142444e',
    offset: 0,
    client: 'Outlook',
    kind: 'store',
    why: 'Its first bytes are “!BDN”, those of an Outlook store ([MS-PST] 2.2.2.6).',
    reading: reads,
  },
  {
    hex: 'd0cf11e0a1b11ae1',
    offset: 0,
    ending: 'msg',
    client: 'Outlook',
    kind: 'messages',
    why: 'Its name ends in .msg and its first bytes are those of a compound file ([MS-CFB] 2.2).',
    reading: reads,
  },
  {
    hex: 'd0cf11e0a1b11ae1',
    offset: 0,
    ending: 'oft',
    client: 'Outlook',
    kind: 'messages',
    why: 'Its name ends in .oft and its first bytes are those of a compound file ([MS-CFB] 2.2).',
    reading: reads,
  },
  {
    hex: 'cfad12fe',
    offset: 0,
    client: 'Outlook Express',
    kind: 'store',
    why: 'Its first bytes are CF AD 12 FE, those of an Outlook Express folder.',
    reading: noReader('the .dbx folders of Outlook Express'),
  },
  {
    hex: '1a0000',
    offset: 0,
    ending: 'nsf',
    client: 'Notes',
    kind: 'store',
    why: 'Its name ends in .nsf and its first bytes are 1A 00 00, those of a Notes database.',
    reading: noReader('Notes databases'),
  },
  {
    hex: '0df0adba',
    offset: 0,
    client: 'Outlook',
    kind: 'settings',
    why: 'Its first bytes are 0D F0 AD BA, those of a list of names that Outlook completes.',
    reading: reads,
  },
  {
    hex: '789f3e22',
    offset: 0,
    client: 'Outlook',
    kind: 'messages',
    why: 'Its first bytes are 78 9F 3E 22, those of a TNEF stream, such as winmail.dat ([MS-OXTNEF] 2.1.3.1).',
    reading: reads,
  },
  {
    hex: 'd00d0000',
    offset: 0,
    client: 'Outlook for Mac',
    kind: 'messages',
    why: 'Its first bytes are D0 0D 00 00, those of a message source of Outlook for Mac.',
    reading: reads,
  },
  {
    hex: '504b0304',
    offset: 0,
    ending: 'olm',
    client: 'Outlook for Mac',
    kind: 'store',
    why: 'Its name ends in .olm and its first bytes are those of a ZIP archive.',
    reading: reads,
  },
];

// A single message begins with header fields; two known ones tell it from other text (RFC 5322 2.2, 3.6).
const fieldLine = /^[!-9;-~]+[ \t]*:/;
const knownField =
  /^(return-path|received|delivered-to|from|to|cc|date|subject|message-id|mime-version|reply-to|sender|x-[a-z-]+|dkim-signature|content-type|arc-seal)[ \t]*:/i;
// Fields that the header of a web page or of a package does not have.
const ownField = /^(return-path|received|delivered-to|from|to|cc|subject|message-id)[ \t]*:/i;

function recogniseText(text: string, leastKnown: number): RecognisedStart | null {
  if (/^From [^\r\n]{1,400}\d{4}[^\r\n]{0,40}\r?\n/.test(text)) {
    return {
      client: 'Mailbox file',
      kind: 'store',
      why: 'Its first line is a “From ” line, as mbox files have it (RFC 4155).',
      reading: reads,
    };
  }
  const isEmlx = /^\d+[ \t]*\r?\n/.exec(text);
  const lines = text.slice(isEmlx?.[0].length ?? 0).split(/\r?\n/, 12);
  const header = lines.slice(0, lines.includes('') ? lines.indexOf('') : lines.length);
  const isFirstField = fieldLine.test(header[0] ?? '');
  const known = header.filter((line) => knownField.test(line));
  if (!isFirstField || known.length < leastKnown || (leastKnown > 1 && !known.some((line) => ownField.test(line)))) return null;
  const fields = header.flatMap((line) => /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1] ?? []).slice(0, 3);
  const client = isEmlx === null ? 'Single message' : 'Apple Mail';
  return { client, kind: 'messages', why: `It begins with the header fields ${fields.join(', ')} (RFC 5322 2.2).`, reading: reads };
}
