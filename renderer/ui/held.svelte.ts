import { untrack } from 'svelte';

/** What a screen shows, as one immutable value that its state replaces part by part. */
export interface Held<T extends object> {
  /** The value now; reading it in a component or a derived value follows its changes. */
  readonly shown: T;
  /** Replaces the given parts. */
  change(parts: Partial<T>): void;
}

/** Holds what a screen shows. Values stay plain, so that they can be handed to the case worker as they are. */
export function held<T extends object>(initial: T): Held<T> {
  let shown = $state.raw(initial);
  return {
    get shown() {
      return shown;
    },
    change(parts) {
      // A change made inside an effect must not make the effect depend on what it changes.
      shown = { ...untrack(() => shown), ...parts };
    },
  };
}
