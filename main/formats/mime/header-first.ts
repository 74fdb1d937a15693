import type { ProbeResult } from '../reader.ts';

/**
 * Judges whether bytes begin as an Internet message does: with a header block that holds fields of RFC 5322, 2045 or
 * common practice. Blank lines and a byte order mark before it are passed over. Settings, package descriptions and
 * robots.txt are lines of names and values too, and share a word or two with messages (`status`, `priority`, `path`).
 * @param start the beginning of the content; a few KiB are enough
 */
export function headerFirst(start: Uint8Array): ProbeResult {
  const bytes = Buffer.from(start.buffer, start.byteOffset, Math.min(start.byteLength, examinedBytes));
  const nearText = bytes.toString('latin1', 0, nearBytes);
  const near = blankLength(nearText);
  // A blank line that reaches as far as was looked goes on, maybe.
  const begin = /[^ \t\r]/.test(nearText.slice(near)) ? near : blankLength(bytes.toString('latin1'));
  const end = endOfBlock(bytes, begin);
  // What follows the header is not looked at, and mostly more.
  const text = bytes.toString('latin1', 0, end ?? undefined);
  if (end === null && !text.includes('\n') && /\r[!-9;-~]+:/.test(text)) return { verdict: 'no', because: 'its lines end in CR alone' };
  // The piece may end within a line; only whole lines are judged.
  const isCut = end === null && (start.byteLength > examinedBytes || text.endsWith('\n'));
  const names = namesIn(text, begin, isCut ? text.lastIndexOf('\n') : text.length);
  const [first] = names;
  if (first === undefined || first === '') return { verdict: 'no', because: 'it does not begin with a header field' };
  const strange = names.filter((name) => name === '').length;
  const { known, telling, foreign } = kindsOf(names);
  const listed = known.slice(0, named).join(', ');
  const isAlone = known.length === 1 && !names.some((name) => name.startsWith('x-'));
  if (telling < 2 && foreign > (isAlone ? 0 : known.length))
    return { verdict: 'no', because: 'most of the fields that it begins with are not those of messages' };
  if (telling >= 2 || (telling === 1 && known.length >= 2) || (known.length >= 1 && strange === 0 && telling === 1)) {
    return { verdict: strange > names.length / 2 ? 'perhaps' : 'yes', because: `it begins with header fields of a message (${listed})` };
  }
  if (known.length >= 1 && strange === 0)
    return { verdict: 'perhaps', because: `it begins with header fields that messages also have (${listed})` };
  return { verdict: 'no', because: 'its first lines are not the header of a message' };
}

/** How many different names are those of messages, of nothing much but messages, and of neither. */
interface NameKinds {
  /** In order of their first appearance. */
  readonly known: readonly string[];
  readonly telling: number;
  readonly foreign: number;
}

/** Counts the names; no further than is needed to tell a message, so that those which are one cost little. */
function kindsOf(names: readonly string[]): NameKinds {
  const known: string[] = [];
  const foreign = new Set<string>();
  let telling = 0;
  for (const name of names) {
    if (telling >= 2 && known.length >= named) break;
    if (name === '' || known.includes(name)) continue;
    const isTheirs = isTelling(name);
    if (isTheirs || common.has(name)) known.push(name);
    else if (!/^(?:x|content)-/.test(name)) foreign.add(name);
    if (isTheirs) telling += 1;
  }
  return { known, telling, foreign: foreign.size };
}

/** How many of the fields are named to the examiner. */
const named = 4;

const examinedBytes = 32 * 1024;

/** Where blank lines are looked for first. */
const nearBytes = 128;

/** The length of a byte order mark and blank lines at the beginning. */
function blankLength(text: string): number {
  return /^(?:\u00ef\u00bb\u00bf)?(?:[ \t]*\r?\n){0,32}/.exec(text)?.[0].length ?? 0;
}

/** Where the first empty line begins, or null. */
function endOfBlock(bytes: Uint8Array, begin: number): number | null {
  for (let at = bytes.indexOf(lineFeed, begin); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    const next = bytes[at + 1];
    if (next === lineFeed || (next === carriageReturn && bytes[at + 2] === lineFeed)) return at;
  }
  return null;
}

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/** The names of the fields of some lines, in lower case; empty where a line neither begins nor continues one. */
function namesIn(text: string, begin: number, end: number): string[] {
  const names: string[] = [];
  for (let at = begin; at <= end;) {
    const lineFeed = text.indexOf('\n', at);
    const next = lineFeed === -1 || lineFeed > end ? end : lineFeed;
    if (text[at] !== ' ' && text[at] !== '\t') names.push(nameAt(text, at));
    at = next + 1;
  }
  return names;
}

const fieldName = /([!-9;-~]+)[ \t]*:/y;

/** The name of the field that begins here, in lower case; empty where none does. */
function nameAt(text: string, at: number): string {
  fieldName.lastIndex = at;
  return fieldName.exec(text)?.[1]?.toLowerCase() ?? '';
}

// Fields that little else than a message begins with.
const telling = new Set(
  `from to cc bcc sender reply-to subject message-id in-reply-to references received return-path delivered-to mime-version
   envelope-to x-original-to x-mailer user-agent x-mozilla-status x-mozilla-status2 x-account-key x-uidl x-envelope-from x-envelope-to
   apparently-to errors-to list-unsubscribe list-id dkim-signature domainkey-signature arc-seal authentication-results received-spf
   newsgroups xref path x-received x-forwarded-to x-forwarded-for x-gm-thrid x-gmail-labels auto-submitted disposition-notification-to`.split(
    /\s+/,
  ),
);
// Fields that other formats have too.
const common = new Set(
  `date content-type content-transfer-encoding content-disposition content-description content-id comments keywords status x-status
   organization priority importance precedence lines delivery-date x-priority`.split(/\s+/),
);

/** Whether the first line is a header field that little else than a message begins with; only the name of the field is looked at. */
export function beginsWithMessageField(start: Uint8Array): boolean {
  return isTelling(nameAt(Buffer.from(start.buffer, start.byteOffset, Math.min(start.byteLength, longestName)).toString('latin1'), 0));
}

// With the colon; a longer name is none of those that are known.
const longestName = 80;

/** Tells whether a field name, in lower case, is one that messages have. */
export function isMessageField(name: string): boolean {
  return isTelling(name) || common.has(name);
}

function isTelling(name: string): boolean {
  return telling.has(name) || name.startsWith('resent-') || name.startsWith('x-ms-exchange-') || name.startsWith('x-spam-');
}
