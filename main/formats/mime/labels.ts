import { decodeWords } from './header-values.ts';

/** The labels of a message and the state words that follow from them. */
export interface Labels {
  readonly names: readonly string[];
  /** As `ClaimedMessage.flags`, unsorted. */
  readonly flags: readonly string[];
}

/**
 * Reads X-Gmail-Labels, which Google Takeout puts before each message of its one mailbox: label names with commas between
 * them, a name with a comma in quotes, as encoded words (RFC 2047) where they are not ASCII. Labels are no folders, for a
 * message has several, and no state words, for they are the owner's own; so they are claims of their own. The states that
 * Gmail keeps as labels become state words too where their names are English; in other languages they are names only.
 */
export function readLabels(field: string | null): Labels {
  if (field === null || field === '') return { names: [], flags: [] };
  const pieces =
    decodeWords(field)
      .slice(0, longestField)
      .match(/"[^"]*"|[^,"]+/g) ?? [];
  const names = pieces
    .map((piece) =>
      piece
        .replace(/^\s*"|"\s*$/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((name) => name !== '');
  return { names: names.slice(0, mostLabels), flags: names.flatMap((name) => states.get(name.toLowerCase()) ?? []) };
}

const longestField = 100_000;
const mostLabels = 1000;
const states = new Map([
  ['opened', 'read'],
  ['starred', 'flagged'],
  ['draft', 'draft'],
  ['drafts', 'draft'],
  ['trash', 'deleted'],
]);
