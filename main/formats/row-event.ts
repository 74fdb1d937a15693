import { keptText, type AccessEventClaims, type FactDraft, type Locator, type RuleValue } from '#model/index.ts';
import type { SqliteRow, SqliteValue } from './sqlite/index.ts';

/** The event that a row of a database states. The row has no run of bytes of its own: SQLite scatters them. */
export function rowEvent(locator: Locator, claimed: AccessEventClaims): FactDraft {
  const observed = { range: null, sizeBytes: 0, sha256: null, allocation: 'allocated', intact: true } as const;
  return { kind: 'event', locator, parent: null, observed, claimed };
}

/** Longest text of a fact, in UTF-16 code units: the whole stands in the evidence, at the place that is cited. */
const longestFact = 2000;

/** The columns of a row that hold something, as facts: integers beyond 2^53 as decimal text, bytes as the beginning of their hexadecimal form. */
export function factsOfRow({ values }: SqliteRow, without: readonly string[] = []): RuleValue[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === null || value === '' || without.includes(name)) return [];
    return [{ name, value: typeof value === 'number' ? value : cut(textOfValue(value)) }];
  });
}

/** A value as text; empty for NULL. */
export function textOfValue(value: SqliteValue | undefined): string {
  if (value instanceof Uint8Array) return `${String(value.length)} bytes: ${Buffer.from(value.subarray(0, 64)).toString('hex')}`;
  return value === null || value === undefined ? '' : String(value);
}

/** A text cut to what a fact may hold; that it was cut is said in it. Nothing of the rest is kept in memory. */
export function cut(text: string, longest = longestFact): string {
  return text.length <= longest ? text : `${keptText(text.slice(0, longest))} … (${String(text.length)} characters)`;
}

/** The names of columns and their expressions, of those that a table has: `url` as `t."url"`. */
export function presentColumns(
  database: { has(table: string, ...columns: readonly string[]): boolean },
  table: string,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(names.filter((name) => database.has(table, name)).map((name) => [name, `t."${name}"`]));
}
