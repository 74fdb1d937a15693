import { expect, test } from 'vitest';
import { addTallies, describeTally } from '#test/driver/tally.ts';
import { tallyPlaywright } from '#test/driver/playwright.ts';
import { tallyVitest } from '#test/driver/vitest.ts';

test('tallies add up, and skipped tests are named only when there are any', () => {
  expect(describeTally(addTallies([]))).toBe('0 passed, 0 failed');
  const sum = addTallies([
    { passed: 2, failed: 1, skipped: 0 },
    { passed: 3, failed: 0, skipped: 4 },
  ]);
  expect(describeTally(sum)).toBe('5 passed, 1 failed, 4 skipped');
});

test('a run of Vitest counts as its report says, and as failed when there is none or it failed beside its tests', () => {
  const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 };
  expect(tallyVitest(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 3 });
  expect(tallyVitest(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  expect(tallyVitest({ ...report, numFailedTests: 2 }, 1)).toEqual({ passed: 5, failed: 2, skipped: 3 });
  expect(tallyVitest(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('a run of Playwright counts as its report says; a test that passed only at times has failed', () => {
  const stats = { expected: 5, unexpected: 0, flaky: 1, skipped: 2 };
  expect(tallyPlaywright({ stats }, 0)).toEqual({ passed: 5, failed: 1, skipped: 2 });
  expect(tallyPlaywright({ stats: { ...stats, flaky: 0 } }, 1)).toEqual({ passed: 5, failed: 1, skipped: 2 });
  expect(tallyPlaywright(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
