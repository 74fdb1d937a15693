/**
 * The words for a message's state as Thunderbird and its relatives store it, in `X-Mozilla-Status`, `X-Mozilla-Status2`
 * and the column `flags` of a folder index (nsMsgMessageFlags.idl of comm-central).
 * @param bits all 32 bits; the lower 16 stand in `X-Mozilla-Status`, the upper in `X-Mozilla-Status2`
 * @returns unsorted
 */
export function mozillaFlags(bits: number): string[] {
  if (bits === 0) return [];
  const label = (bits >>> 25) & 7;
  return [
    ...words.filter(([bit]) => (bits & bit) !== 0).map(([, word]) => word),
    ...((bits & 0xe000) === 0x2000 ? ['redirected'] : []),
    ...(label === 0 ? [] : [`label-${String(label)}`]),
  ];
}

/**
 * The tags of `X-Mozilla-Keys` or of the column `keywords`: words that stand for themselves, each as `tag:$label1`.
 * @returns at most 64, each cut at 100 characters: a header of a million words is no list of tags
 */
export function mozillaTags(keys: string): string[] {
  if (keys === '') return [];
  const words = keys
    .slice(0, 8192)
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.slice(0, 64).map((word) => `tag:${word.slice(0, 100)}`);
}

// 0x10 (the subject begins with Re:), 0x20 (folded in the view) and 0x80 (kept for offline use) are no state of the
// message. 0xE000 held the priority in old versions, and 0x2000 alone is none that they wrote: it is the newer
// `redirected`, see `mozillaFlags`.
const words = [
  [0x0000_0001, 'read'],
  [0x0000_0002, 'replied'],
  [0x0000_0004, 'flagged'],
  [0x0000_0008, 'expunged'],
  [0x0000_0040, 'feed'],
  [0x0000_0100, 'watched'],
  [0x0000_0200, 'sender-authenticated'],
  [0x0000_0400, 'partial'],
  [0x0000_0800, 'queued'],
  [0x0000_1000, 'forwarded'],
  [0x0001_0000, 'new'],
  [0x0004_0000, 'ignored'],
  // Marked deleted on the IMAP server.
  [0x0020_0000, 'deleted'],
  [0x0040_0000, 'receipt-requested'],
  [0x0080_0000, 'receipt-sent'],
  [0x0100_0000, 'template'],
  [0x1000_0000, 'attachment'],
] as const;
