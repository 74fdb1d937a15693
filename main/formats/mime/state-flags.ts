import { readInternetDate } from '#model/index.ts';
import type { FieldIndex } from './header-values.ts';
import { mozillaFlags, mozillaTags } from './mozilla-flags.ts';

/** The state of a message as its client noted it in header fields. */
export interface StateFlags {
  /** `read`, `replied`, `forwarded`, `redirected`, `flagged`, `draft`, `deleted`, `expunged`, …, and `tag:` with a tag; unsorted. */
  readonly flags: readonly string[];
  /** Deleted by the client but still in the mailbox. */
  readonly isExpunged: boolean;
}

/**
 * Reads X-Mozilla-Status and X-Mozilla-Status2 (Thunderbird's nsMsgMessageFlags, hexadecimal), X-Mozilla-Keys (its tags),
 * Status/X-Status (as mbox clients since Berkeley Mail write them: one letter a state), and the annotations of MH
 * (`Replied`, `Forwarded` and `Resent` with the date on which it was done; repl(1), forw(1) and dist(1) of nmh).
 */
export function readStateFlags(index: FieldIndex): StateFlags {
  const bits = ((bitsOf(index.first('x-mozilla-status')) & 0xffff) | (bitsOf(index.first('x-mozilla-status2')) & 0xffff0000)) >>> 0;
  const letters = new Set(`${index.first('status') ?? ''}${index.first('x-status') ?? ''}`);
  const isLetters = [...letters].every((letter) => /^[A-Z ]$/.test(letter));
  const flags = [
    ...mozillaFlags(bits),
    ...mozillaTags(index.first('x-mozilla-keys') ?? ''),
    ...annotations.filter(([field]) => readInternetDate(index.first(field) ?? '', '').instant !== null).map(([, flag]) => flag),
    ...(isLetters ? letterFlags.filter(([letter]) => letters.has(letter)).map(([, flag]) => flag) : []),
  ];
  return { flags, isExpunged: flags.includes('expunged') };
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
