/** A piece of a sentence: plain text, emphasised text, or a link that leads somewhere in the case. */
export type Piece<Target> =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'mono'; readonly text: string }
  /** A day or time: never broken over two lines. */
  | { readonly kind: 'time'; readonly text: string }
  /** The level of a finding, shown with its mark. */
  | { readonly kind: 'level'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly target: Target };

export type Sentence<Target> = readonly Piece<Target>[];

/** Makes a sentence of texts and pieces. */
export function sentence<Target>(...parts: readonly (string | Piece<Target>)[]): Sentence<Target> {
  return parts.map((part) => (typeof part === 'string' ? { kind: 'text', text: part } : part));
}

/** The words of a sentence without its links. */
export function plainText(pieces: Sentence<unknown>): string {
  return pieces.map((piece) => piece.text).join('');
}
