import { formatAddress, type ClaimedMessage, type MailAddress } from '#model/index.ts';

/**
 * The line that a message is searched and sorted by: subject, sender, everybody else, and the labels where it has any,
 * separated by tabs. All of it in one form (Unicode NFKC, lower case), so that neither case nor the way a letter is encoded
 * matters.
 */
export function searchLine(message: ClaimedMessage): string {
  const from = message.from.length > 0 ? message.from : message.sender;
  const others = [...message.sender, ...message.to, ...message.cc, ...message.bcc];
  const labels = labelsOf(message).map((label) => `${labelMark}${comparable(label)}`);
  return [...[message.subject, list(from), list(others)].map(comparable), ...(labels.length === 0 ? [] : [labels.join(' ')])].join('\t');
}

/** Stands before each label of a line; no text of the evidence holds it, nor what is typed. */
const labelMark = '\u0001';

/** Begins a word of a query that is looked for among labels alone, at the beginning of each: `label:clients`. */
const labelWord = 'label:';

/** What the owner of a mailbox marked a message with: labels of Gmail, tags of Thunderbird, categories of Outlook. */
function labelsOf({ labels = [], categories = [], flags }: ClaimedMessage): readonly string[] {
  return [...labels, ...categories, ...flags.filter((flag) => flag.startsWith('tag:')).map((flag) => flag.slice('tag:'.length))];
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

/** The words of a query for messages, of which some may be for labels alone. */
export function messageWords(text: string): readonly string[] {
  return queryWords(text).map((word) => (word.startsWith(labelWord) ? `${labelMark}${word.slice(labelWord.length)}` : word));
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
