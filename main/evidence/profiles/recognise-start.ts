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

/** Endings of names that promise mail, in lower case. */
const mailEndings = /\.(pst|ost|nst|mbox|mbx|mbs|eml|emlx|msg|oft|dbx|nsf|olm|rwz|nk2)$/;

/** Tells whether a file's name promises mail. */
export function promisesMail(foldedName: string): boolean {
  return mailEndings.test(foldedName);
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
  return recogniseText(Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString('latin1'));
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
    reading: { can: 'partly', because: 'It is listed and kept with its hash; what no reader recognises is not interpreted.' },
  },
  {
    hex: '504b0304',
    offset: 0,
    ending: 'olm',
    client: 'Outlook for Mac',
    kind: 'store',
    why: 'Its name ends in .olm and its first bytes are those of a ZIP archive.',
    reading: noReader('archives of Outlook for Mac'),
  },
];

// A single message begins with header fields; two known ones tell it from other text (RFC 5322 2.2, 3.6).
const fieldLine = /^[!-9;-~]+[ \t]*:/;
const knownField =
  /^(return-path|received|delivered-to|from|to|cc|date|subject|message-id|mime-version|reply-to|sender|x-[a-z-]+|dkim-signature|content-type|arc-seal)[ \t]*:/i;
// Fields that the header of a web page or of a package does not have.
const ownField = /^(return-path|received|delivered-to|from|to|cc|subject|message-id)[ \t]*:/i;

function recogniseText(text: string): RecognisedStart | null {
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
  if (!isFirstField || known.length < 2 || !known.some((line) => ownField.test(line))) return null;
  const fields = header.flatMap((line) => /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1] ?? []).slice(0, 3);
  const client = isEmlx === null ? 'Single message' : 'Apple Mail';
  return { client, kind: 'messages', why: `It begins with the header fields ${fields.join(', ')} (RFC 5322 2.2).`, reading: reads };
}
