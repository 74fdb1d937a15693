import { pstReader } from '#formats/pst/index.ts';
import { formatLocator, isBalanced } from '#model/index.ts';
import { expect } from 'vitest';
import { memorySource } from './memory-source.ts';
import { readAll, type Reading } from './reading.ts';

/** Reads bytes as a store and checks what holds of the reading of any bytes: the books add up, and no place is told twice. */
export function checkStoreReading(bytes: Uint8Array): Reading {
  const reading = readAll(pstReader, memorySource(bytes));
  // A table that cannot be listed is one loss for all that its folder says was in it, which the pipeline tells as a mismatch.
  const unlisted = new Set(
    reading.diagnostics.filter(({ code }) => code === 'folder-unreadable').map(({ locator }) => formatLocator(locator)),
  );
  const unbalanced = reading.accounts.filter((account) => !isBalanced(account) && !unlisted.has(formatLocator(account.locator)));
  expect(unbalanced).toEqual([]);
  const locators = reading.records.map(({ locator }) => formatLocator(locator));
  expect(new Set(locators).size).toBe(locators.length);
  return reading;
}
