import { readInternetDate } from '#model/index.ts';
import type { FieldIndex } from './header-values.ts';
import { mozillaFlags, mozillaTags } from './mozilla-flags.ts';

/** The state of a message as its client noted it in header fields. */
export interface StateFlags {
  /** `read`, `replied`, `forwarded`, `redirected`, `flagged`, `draft`, `deleted`, `expunged`, …, and `tag:` with a tag; unsorted. */
  readonly flags: readonly string[];
  /** Deleted by the client but still in the mailbox. */
  readonly isExpunged: boolean;
  /** No mail: the first message of a mailbox, in which Pine and the UW IMAP server keep what they know of the mailbox. */
  readonly isMailboxData: boolean;
}

/**
 * Reads X-Mozilla-Status and X-Mozilla-Status2 (Thunderbird's nsMsgMessageFlags, hexadecimal), X-Mozilla-Keys (its tags),
 * Status/X-Status (as mbox clients since Berkeley Mail write them: one letter a state), and the annotations of MH
 * (`Replied`, `Forwarded` and `Resent` with the date on which it was done; repl(1), forw(1) and dist(1) of nmh).
 * X-Keywords holds the flags of IMAP that have no letter, as c-client and Dovecot write it in an mbox.
 */
export function readStateFlags(index: FieldIndex): StateFlags {
  const bits = ((bitsOf(index.first('x-mozilla-status')) & 0xffff) | (bitsOf(index.first('x-mozilla-status2')) & 0xffff0000)) >>> 0;
  const letters = new Set(`${index.first('status') ?? ''}${index.first('x-status') ?? ''}`);
  const isLetters = [...letters].every((letter) => /^[A-Z ]$/.test(letter));
  const flags = [
    ...mozillaFlags(bits),
    ...mozillaTags(index.first('x-mozilla-keys') ?? ''),
    ...mozillaTags(index.first('x-keywords') ?? '').map((tag) => (tag.toLowerCase() === 'tag:$forwarded' ? 'forwarded' : tag)),
    ...annotations.filter(([field]) => isDate(index.first(field))).map(([, flag]) => flag),
    ...(isLetters ? letterFlags.filter(([letter]) => letters.has(letter)).map(([, flag]) => flag) : []),
  ];
  const isMailboxData = hasMailboxData(index);
  return { flags: isMailboxData ? [...flags, 'mailbox-data'] : flags, isExpunged: flags.includes('expunged'), isMailboxData };
}

// c-client, unix.c: the field with the identifiers of the mailbox, X-IMAP or X-IMAPbase, and this subject. The field alone also
// stands in the first true message of a mailbox.
function hasMailboxData(index: FieldIndex): boolean {
  const states = index.first('x-imap') ?? index.first('x-imapbase');
  return states !== null && /FOLDER INTERNAL DATA\s*$/.test(index.first('subject') ?? '');
}

function isDate(value: string | null): boolean {
  return value !== null && readInternetDate(value, '').instant !== null;
}

function bitsOf(value: string | null): number {
  const digits = /^[0-9a-f]{4,8}$/i.exec(value?.trim() ?? '')?.[0];
  return digits === undefined ? 0 : Number.parseInt(digits, 16);
}

const annotations = [
  ['replied', 'replied'],
  ['forwarded', 'forwarded'],
  ['resent', 'redirected'],
] as const;

const letterFlags = [
  ['R', 'read'],
  ['A', 'replied'],
  ['F', 'flagged'],
  ['D', 'deleted'],
  ['T', 'draft'],
] as const;
