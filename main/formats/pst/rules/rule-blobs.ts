import type { RuleAction, RuleCondition } from '#model/index.ts';
import { readActions } from './actions.ts';
import { blobCursor, type CountWidth } from './blob-cursor.ts';
import { readNamedProperties } from './named-properties.ts';
import { readRestriction } from './restriction.ts';
import type { BlobForm, RuleValueLimits } from './property-value.ts';

/** What was read of the bytes of a rule. */
export interface ReadBlob<T> {
  readonly value: T;
  /** What could not be read, in a sentence; null when all was. */
  readonly trouble: string | null;
  /** The form that fitted, in words. */
  readonly form: string;
  /** Values that are kept in part only, each in words. */
  readonly cuts: readonly string[];
}

/** What applies to the bytes of a rule. */
export interface BlobReading {
  /** Which layout is tried first. */
  readonly expected: ExpectedForm;
  /** Code page of 8-bit texts. */
  readonly codepage: number;
  readonly limits: RuleValueLimits;
}

/** The bytes before the condition or actions proper, and the width of counts after them. */
interface Layout {
  readonly form: string;
  readonly countWidth: CountWidth;
  readonly head: 'names' | 'size' | 'none';
}

/* Extended rules have named properties first and 32-bit counts ([MS-OXORULE] 2.2.4.1.9 and .10); standard rules have 16-bit
 * counts (2.2.5, 2.2.1.3.1.9), with nothing before them in the rules table, and in items of older servers a size or the
 * names. Which of them an item holds is not always what its class promises, so each is tried. */
const extended: readonly Layout[] = [
  { form: 'extended, 32-bit counts', countWidth: 4, head: 'names' },
  { form: 'extended, 16-bit counts', countWidth: 2, head: 'names' },
];
const standard: readonly Layout[] = [
  { form: 'standard, 16-bit counts', countWidth: 2, head: 'none' },
  { form: 'standard, 16-bit counts after a size', countWidth: 2, head: 'size' },
];

/** A rule has few values; a hostile one need not fill the memory with what is cut of it. */
const mostCuts = 20;

/** Which layouts are tried first. */
export type ExpectedForm = 'extended' | 'standard';

const layoutsOf: Readonly<Record<ExpectedForm, readonly Layout[]>> = {
  extended: [...extended, ...standard],
  standard: [...standard, ...extended],
};

/** Reads the condition of a rule; null for one without bytes. */
export function readConditionBlob(bytes: Uint8Array, reading: BlobReading): ReadBlob<RuleCondition | null> {
  if (bytes.length === 0) return { value: null, trouble: null, form: 'empty', cuts: [] };
  return best(layoutsOf[reading.expected], (layout) => {
    const { cursor, form, cuts } = open(bytes, layout, reading, 'condition');
    const value = readRestriction(cursor, form);
    if (cursor.isSound() && cursor.remaining > 0) cursor.fail(`${String(cursor.remaining)} bytes after the condition are not understood`);
    return { value, trouble: cursor.trouble, form: layout.form, cuts, merit: meritOf(value) };
  });
}

/** Reads the actions of a rule. */
export function readActionsBlob(bytes: Uint8Array, reading: BlobReading): ReadBlob<readonly RuleAction[]> {
  if (bytes.length === 0) return { value: [], trouble: null, form: 'empty', cuts: [] };
  return best(layoutsOf[reading.expected], (layout) => {
    const { cursor, form, cuts } = open(bytes, layout, reading, 'actions');
    const { actions, trouble } = readActions(cursor, form);
    if (cursor.isSound() && cursor.remaining > 0) cursor.fail(`${String(cursor.remaining)} bytes after the actions are not understood`);
    const merit = actions.reduce((sum, { isWhole, kind }) => sum + (kind === 'other' ? 0 : isWhole ? 3 : 1), 0);
    return { value: actions, trouble: trouble ?? cursor.trouble, form: layout.form, cuts, merit };
  });
}

function open(bytes: Uint8Array, { countWidth, head }: Layout, { codepage, limits }: BlobReading, what: 'condition' | 'actions') {
  const cuts: string[] = [];
  const cursor = blobCursor(bytes);
  const names = head === 'names' ? readNamedProperties(cursor) : new Map<number, string>();
  if (head === 'names' && what === 'actions') {
    const version = cursor.u32('the version of the rule');
    if (version !== 1) cursor.fail(`the version of the rule is ${String(version)}; 1 is known`);
  }
  if (head === 'size') {
    const size = cursor.u32('the size of the rule');
    if (size !== cursor.remaining) cursor.fail(`the size of the rule is ${String(size)}, but ${String(cursor.remaining)} bytes follow`);
  }
  const onCut = (cut: string): void => {
    if (cuts.length < mostCuts) cuts.push(cut);
  };
  const form: BlobForm = { countWidth, codepage, names, limits, onCut };
  return { cursor, form, cuts };
}

// The first layout that fits without trouble; of none that does, the one that gave most.
function best<T>(layouts: readonly Layout[], read: (layout: Layout) => ReadBlob<T> & { readonly merit: number }): ReadBlob<T> {
  const reads = layouts.map(read);
  const fitting = reads.find(({ trouble }) => trouble === null);
  const chosen = fitting ?? reads.reduce((most, next) => (next.merit > most.merit ? next : most));
  return { value: chosen.value, trouble: chosen.trouble, form: chosen.form, cuts: chosen.cuts };
}

/** How many conditions of a tree were understood. */
function meritOf(condition: RuleCondition | null): number {
  if (condition === null || condition.kind === 'unreadable') return 0;
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of.reduce((sum, next) => sum + meritOf(next), 1);
  return 'of' in condition ? 1 + meritOf(condition.of) : 3;
}
