import { expect, test } from 'vitest';
import type { Rule, RuleParameter } from '#model/index.ts';
import { analysisText, fieldName, hintOf, parametersOf, valueOf, valueText } from '#renderer/analysis/words.ts';

function parameter(name: string, value: RuleParameter['value']): RuleParameter {
  return { name, value, meaning: '' };
}

const rule: Rule = {
  id: 'r.1',
  version: '1',
  title: 'Rule',
  technique: 'T1114.003',
  level: 'high',
  needs: [],
  parameters: [parameter('days', 7), parameter('words', ['fw', 'wg']), parameter('isStrict', false)],
  benignExplanations: ['none'],
  wouldProve: ['nothing'],
  references: [],
};

test('texts of fields are read as the kind of value that the default has', () => {
  expect(valueOf(parameter('days', 7), ' 2,5 ')).toEqual({ value: 2.5 });
  expect(valueOf(parameter('days', 7), 'seven')).toHaveProperty('complaint');
  expect(valueOf(parameter('days', 7), '')).toHaveProperty('complaint');
  expect(valueOf(parameter('days', 7), 'Infinity')).toHaveProperty('complaint');
  expect(valueOf(parameter('words', ['a']), 'fw, wg\n tr;')).toEqual({ value: ['fw', 'wg', 'tr'] });
  expect(valueOf(parameter('isStrict', true), 'false')).toEqual({ value: false });
  expect(valueOf(parameter('text', 'x'), ' as typed ')).toEqual({ value: ' as typed ' });
  expect(valueText(['fw', 'wg'])).toBe('fw\nwg');
});

test('only what differs from the defaults is kept, and nothing while a text is no value', () => {
  const draft = {
    [fieldName('r.1', 'days')]: '9',
    [fieldName('r.1', 'words')]: 'fw\nwg',
    [fieldName('gone', 'x')]: '1',
  };
  expect(parametersOf([rule], draft)).toEqual({ 'r.1': { days: 9 } });
  expect(parametersOf([rule], {})).toEqual({});
  expect(parametersOf([rule], { ...draft, [fieldName('r.1', 'days')]: 'x' })).toBeNull();
  // Names that could be taken for each other are not.
  expect(fieldName('a b', 'c')).not.toBe(fieldName('a', 'b c'));
});

test('a parameter is explained in sentences, with its default', () => {
  expect(hintOf({ ...parameter('fewest', 3), meaning: 'fewest messages (n)' })).toBe('Fewest messages (n). By default: 3.');
  expect(hintOf({ ...parameter('words', []), meaning: 'Further words.' })).toBe('Further words. By default: none.');
});

test('the line says what state the analysis is in, and why it is outdated', () => {
  const made = { ranAt: '2026-03-14T09:26:53.000Z', findings: 1, program: 'Mail Triage 1' };
  expect(analysisText({ state: 'nothing', because: [], made: null, progress: null }, 'UTC')).toBe('');
  expect(analysisText({ state: 'running', because: [], made, progress: { done: 12, total: 40 } }, 'UTC')).toContain('12 of 40 batches');
  expect(analysisText({ state: 'outdated', because: ['Evidence was read since.'], made, progress: null }, 'UTC')).toContain(
    'Evidence was read since.',
  );
  expect(analysisText({ state: 'current', because: [], made, progress: null }, 'Europe/Berlin')).toBe(
    '1 finding across records, made 2026-03-14 10:26:53 Europe/Berlin by Mail Triage 1.',
  );
});
