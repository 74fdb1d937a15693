/** Longest excerpt of a citation, in UTF-16 code units. */
export const excerptLength = 500;

/**
 * Shortens a text of the evidence for a citation; a cut end shows as an ellipsis.
 * @param mark a part of the text that must stay visible; an excerpt of a long text is taken around it.
 */
export function excerptOf(text: string, mark?: string): string {
  if (text.length <= excerptLength) return text;
  const markAt = mark === undefined || mark === '' ? 0 : Math.max(0, text.indexOf(mark));
  const start = Math.max(0, Math.min(markAt - 60, text.length - excerptLength + 2));
  const end = Math.min(text.length, start + excerptLength - 2);
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
