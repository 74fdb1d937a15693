/** Collects what is wrong with a property list: each sentence once, so that hostile input gives a handful. */
export interface Notes {
  trouble(sentence: string): void;
  limit(sentence: string): void;
  troubles(): readonly string[];
  limits(): readonly string[];
}

/** Starts a collection. */
export function collectNotes(): Notes {
  const troubles = new Set<string>();
  const limits = new Set<string>();
  return {
    trouble: (sentence) => void troubles.add(sentence),
    limit: (sentence) => void limits.add(sentence),
    troubles: () => [...troubles],
    limits: () => [...limits],
  };
}
