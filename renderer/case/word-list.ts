/** A list of distinct texts that a column of numbers points into. */
export interface WordList {
  readonly words: readonly string[];
  /** The place of a text in the list, where it is put at its first occurrence. */
  place(word: string): number;
}

/** Makes an empty list. */
export function wordList(): WordList {
  const words: string[] = [];
  const places = new Map<string, number>();
  return {
    words,
    place(word) {
      const known = places.get(word);
      if (known !== undefined) return known;
      places.set(word, words.length);
      return words.push(word) - 1;
    },
  };
}
