/** Keeps the values used last, up to a number of them. */
export interface RecentlyUsed<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

/** @param most how many values are kept. */
export function recentlyUsed<K, V>(most: number): RecentlyUsed<K, V> {
  // A Map keeps its keys in the order in which they were set; the first is the one unused for longest.
  const values = new Map<K, V>();
  return {
    get(key) {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set(key, value) {
      values.delete(key);
      values.set(key, value);
      for (const oldest of values.keys()) {
        if (values.size <= most) return;
        values.delete(oldest);
      }
    },
  };
}
