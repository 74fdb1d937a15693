import { formatAddress, type ClaimedMessage, type MailAddress } from '#model/index.ts';

/**
 * The line that a message is searched and sorted by: subject, sender, and everybody else, separated by tabs. All of it
 * in one form (Unicode NFKC, lower case), so that neither case nor the way a letter is encoded matters.
 */
export function searchLine(message: ClaimedMessage): string {
  const from = message.from.length > 0 ? message.from : message.sender;
  const others = [...message.sender, ...message.to, ...message.cc, ...message.bcc];
  return [message.subject, list(from), list(others)].map(comparable).join('\t');
}

/** Which field of a search line is sorted by. */
export const lineFields = { subject: 0, from: 1 } as const;

/** One field of a search line. */
export function fieldOfLine(line: string, field: number): string {
  return line.split('\t', field + 1)[field] ?? '';
}

/** The words of a query, in the form of search lines. */
export function queryWords(text: string): readonly string[] {
  return comparable(text)
    .split(' ')
    .filter((word) => word !== '');
}

/**
 * Marks the lines of a block that hold every word.
 * @param text the lines of the block, each ended by a line feed.
 * @param mark called with the line's place in the block, from 0.
 */
export function markLines(text: string, words: readonly string[], mark: (line: number) => void): void {
  // Most blocks lack one of the words: finding that out costs no splitting.
  if (!words.every((word) => text.includes(word))) return;
  let start = 0;
  for (let line = 0; start < text.length; line += 1) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    const own = text.slice(start, end);
    if (words.every((word) => own.includes(word))) mark(line);
    start = end + 1;
  }
}

/** A text in the form that is searched: Unicode NFKC, lower case, runs of blanks as one. */
export function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
}

function list(addresses: readonly MailAddress[]): string {
  return addresses.map(formatAddress).join(' ');
}
