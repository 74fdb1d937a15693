/** Values that are made once, as they are first asked for, and gone through again and again. */
export interface Replayable<T> {
  steps(): Generator<T, void, undefined>;
  /** Whether the value given last was made for an earlier asker. */
  readonly isReplaying: boolean;
}

/** Keeps what an iteration gives. */
export function replayable<T>(iteration: Iterator<T, void, undefined>): Replayable<T> {
  const made: T[] = [];
  let isReplaying = false;
  return {
    *steps() {
      for (let at = 0; ; at += 1) {
        isReplaying = at < made.length;
        if (!isReplaying) {
          const next = iteration.next();
          if (next.done === true) return;
          made.push(next.value);
        }
        const value = made[at];
        if (value !== undefined) yield value;
      }
    },
    get isReplaying() {
      return isReplaying;
    },
  };
}
