import { expect, test } from 'vitest';
import { csvRow } from '#renderer/ui/copy.ts';

test('a row of CSV quotes every cell and disarms formulas', () => {
  expect(csvRow(['EX-001', 'say "hi", now', '=HYPERLINK("http://x")', '-1', ''])).toBe(
    `"EX-001","say ""hi"", now","'=HYPERLINK(""http://x"")","'-1",""`,
  );
});
