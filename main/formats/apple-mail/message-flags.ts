import type { RuleValue } from '#model/index.ts';

/** What the number `flags` of a message file says. */
export interface MessageFlags {
  /** State words in lower case, sorted. */
  readonly words: readonly string[];
  /** Its numbers and what of it is not published, as facts. */
  readonly facts: readonly RuleValue[];
}

/**
 * Reads the flags of a message file (https://www.jwz.org/blog/2005/07/emlx-flags/). Programs of today write numbers beyond 32
 * bits whose upper part (among it the colour of the flag) is not published: it is kept as a number.
 */
export function readMessageFlags(flags: bigint): MessageFlags {
  const upper = BigInt.asUintN(64, flags) >> 31n;
  const lower = Number(BigInt.asUintN(31, flags));
  const number = (bit: number, width: number): number => (lower >> bit) & ((1 << width) - 1);
  const words = named.filter(([bit]) => number(bit, 1) === 1).map(([, word]) => word);
  return {
    words: words.sort(),
    facts: [
      { name: 'flags: attachment count', value: number(10, 6) },
      { name: 'flags: priority', value: number(16, 7) },
      { name: 'flags: font size delta', value: number(26, 3) },
      { name: 'flags: junk level recorded', value: number(29, 1) === 1 },
      { name: 'flags: highlighted in the list', value: number(30, 1) === 1 },
      ...(upper === 0n ? [] : [{ name: 'flags: bits from 31 on, meaning not published', value: `0x${upper.toString(16)}` }]),
    ],
  };
}

const named: readonly (readonly [number, string])[] = [
  [0, 'read'],
  [1, 'deleted'],
  [2, 'replied'],
  [3, 'encrypted'],
  [4, 'flagged'],
  [5, 'recent'],
  [6, 'draft'],
  [7, 'initial'],
  [8, 'forwarded'],
  [9, 'redirected'],
  [23, 'signed'],
  [24, 'junk'],
  [25, 'not junk'],
];
