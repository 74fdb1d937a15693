import { describe, expect, test } from 'vitest';
import { allRules, caseDetectors, detectors, readParameter, rulesAsSet } from '#analysis/index.ts';

const ruleId = 'forwarding.across.above-user-level';

describe('parameters of rules', () => {
  test('are read from RULE.NAME=VALUE', () => {
    expect(readParameter(`${ruleId}.fewestAutomatic=3`, allRules)).toEqual({ ruleId, name: 'fewestAutomatic', value: 3 });
    expect(readParameter('forwarding.across.free-destination.furtherDomains=a.example, b.example', allRules)).toEqual({
      ruleId: 'forwarding.across.free-destination',
      name: 'furtherDomains',
      value: ['a.example', 'b.example'],
    });
  });

  test.each([
    ['nothing', 'no parameter'],
    [`${ruleId}.fewestAutomatic`, 'no parameter'],
    ['=3', 'no parameter'],
    ['forwarding.none.n=3', 'no rule'],
    [`${ruleId}.most=3`, 'it has fewestAutomatic, timesVisible'],
    [`${ruleId}.fewestAutomatic=`, 'no value'],
    [`${ruleId}.fewestAutomatic=-1`, 'no value'],
    [`${ruleId}.fewestAutomatic=x`, 'no value'],
  ])('%j is refused', (text, because) => {
    expect(readParameter(text, allRules)).toContain(because);
  });

  test('stand in the rules as they were set, and only where they are of the right kind', () => {
    const valuesOf = (given: Parameters<typeof rulesAsSet>[1]) =>
      rulesAsSet(allRules, given)
        .find(({ id }) => id === ruleId)
        ?.parameters.map(({ value }) => value);
    expect(valuesOf({})).toEqual([10, 2]);
    expect(valuesOf({ [ruleId]: { fewestAutomatic: 3, timesVisible: 'x' } })).toEqual([3, 2]);
  });

  test('are of detectors that run over what the case keeps: no rule needs the evidence again for a change', () => {
    expect(caseDetectors.flatMap(({ rules }) => rules).flatMap(({ parameters }) => parameters).length).toBeGreaterThan(10);
    expect(detectors.flatMap(({ rules }) => rules).filter(({ parameters }) => parameters.length > 0)).toEqual([]);
  });
});
