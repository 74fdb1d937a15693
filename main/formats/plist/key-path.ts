import type { LocatorStep } from '#model/index.ts';
import { entryOf, type PlistValue } from './plist-value.ts';

/** Where a value stands in a property list: keys of dictionaries and positions in arrays, from the root. */
export type KeyPath = readonly (string | number)[];

/** Writes a key path: steps joined by dots, a dot or backslash within a key after a backslash. */
export function formatKeyPath(path: KeyPath): string {
  return path.map((step) => (typeof step === 'string' && /[\\.]/.test(step) ? step.replace(/[\\.]/g, '\\$&') : String(step))).join('.');
}

/** A step of a locator that leads to a value of a property list, e.g. `key:Rules.0.Actions`. */
export function keyStep(path: KeyPath): LocatorStep {
  return { kind: 'key', at: formatKeyPath(path) };
}

/** Finds the value that a written key path leads to; null when there is none. The empty path leads to the root. */
export function valueAt(root: PlistValue, path: string): PlistValue | null {
  if (path === '') return root;
  let value: PlistValue | null = root;
  for (const [written] of path.matchAll(/(?<=^|\.)(?:\\.|[^\\.])*/g)) {
    const step = written.replace(/\\(.)/g, '$1');
    if (value?.kind === 'array') value = /^\d{1,9}$/.test(step) ? (value.items[Number(step)] ?? null) : null;
    else value = entryOf(value, step);
  }
  return value;
}
