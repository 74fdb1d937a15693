/**
 * A text without the NUL characters at its end, with which some writers fill it up. Not by a pattern: one that is tried at
 * every NUL of a long run of them, with something behind, takes time by the square of its length.
 */
export function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}
