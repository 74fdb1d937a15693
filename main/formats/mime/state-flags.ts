import { readInternetDate } from '#model/index.ts';
import type { FieldIndex } from './header-values.ts';

/** The state of a message as its client noted it in header fields. */
export interface StateFlags {
  /** `read`, `replied`, `forwarded`, `flagged`, `draft`, `deleted`, `expunged`; unsorted. */
  readonly flags: readonly string[];
  /** Deleted by the client but still in the mailbox. */
  readonly isExpunged: boolean;
}

/**
 * Reads X-Mozilla-Status (Thunderbird's nsMsgMessageFlags, hexadecimal) and Status/X-Status (as mbox clients since
 * Berkeley Mail write them: one letter a state), and the annotations of MH (`Replied`, `Forwarded` and `Resent` with the
 * date on which it was done; repl(1), forw(1) and dist(1) of nmh).
 */
export function readStateFlags(index: FieldIndex): StateFlags {
  const mozilla = /^[0-9a-f]{4,8}$/i.exec(index.first('x-mozilla-status') ?? '')?.[0];
  const bits = mozilla === undefined ? 0 : Number.parseInt(mozilla, 16);
  const letters = new Set(`${index.first('status') ?? ''}${index.first('x-status') ?? ''}`);
  const isLetters = [...letters].every((letter) => /^[A-Z ]$/.test(letter));
  const flags = [
    ...mozillaFlags.filter(([bit]) => (bits & bit) !== 0).map(([, flag]) => flag),
    ...annotations.filter(([field]) => readInternetDate(index.first(field) ?? '', '').instant !== null).map(([, flag]) => flag),
    ...(isLetters ? letterFlags.filter(([letter]) => letters.has(letter)).map(([, flag]) => flag) : []),
  ];
  return { flags, isExpunged: flags.includes('expunged') };
}

const mozillaFlags = [
  [0x0001, 'read'],
  [0x0002, 'replied'],
  [0x0004, 'flagged'],
  [0x0008, 'expunged'],
  [0x1000, 'forwarded'],
] as const;

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
