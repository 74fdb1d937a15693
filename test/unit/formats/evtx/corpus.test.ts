import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { readLog } from './reading.ts';

const logs = inventory('evtx/').filter(({ path }) => path.endsWith('.evtx'));
/** What libevtx counted: records, and those that it recovered. */
const counts = (facts: string): readonly number[] => /records=(\d+) recovered=(\d+)/.exec(facts)?.slice(1).map(Number) ?? [];

describe.skipIf(logs.length === 0)(`event logs of the corpus (${skipReason} where it is)`, () => {
  it.each(logs.map(({ path, facts }) => [path, facts] as const))('%s', (path, facts) => {
    const [records = Number.NaN, recovered = Number.NaN] = counts(facts);
    const reading = readLog(readFileSync(corpusPath(path) ?? ''));
    expect(reading.unbalanced).toEqual([]);
    expect(reading.identifiers.length).toBeGreaterThanOrEqual(records);
    // Remains whose sizes at beginning and end differ are no records to us; libevtx counts some of them.
    const remains = reading.told.flatMap((text) => /(\d+) that cannot be read/.exec(text)?.slice(1).map(Number) ?? []);
    const told = reading.identifiers.length + reading.recovered.length + remains.reduce((sum, one) => sum + one, 0);
    expect(told).toBeGreaterThanOrEqual(records + (path.includes('sample_with_a_bad') ? 0 : recovered) - 1);
  });

  it('are read without loss where libevtx reads them whole', () => {
    const whole = logs.filter(({ path, facts }) => !path.includes('robustness') && !facts.includes('dirty'));
    expect(whole.length).toBeGreaterThan(50);
    for (const { path, facts } of whole) {
      const { account, events } = readLog(readFileSync(corpusPath(path) ?? ''));
      expect(account, path).toMatchObject({ expected: counts(facts)[0], records: counts(facts)[0], failed: 0, counted: counts(facts)[0] });
      expect(
        events.filter(({ observed }) => observed.allocation === 'allocated').every(({ observed }) => observed.intact),
        path,
      ).toBe(true);
    }
  });
});
