import { expect, test } from 'vitest';
import { evidenceIdOf, fileStep, type RecordId } from '#model/index.ts';
import type { Annotation, CaseView, StoredFinding } from '#renderer/case/case-view.ts';
import { findingsState } from '#renderer/findings/state.svelte.ts';

const openAnnotation: Annotation = { review: 'open', note: '' };

function finding(number: number): StoredFinding {
  const recordId = String(number).padStart(32, '0') as RecordId;
  return {
    findingId: `finding-${String(number)}`,
    annotation: openAnnotation,
    ruleId: 'rule',
    ruleVersion: '1',
    technique: 'T1114.003',
    level: 'high',
    strength: 'STATES',
    statement: 'The header X-Forwarded-To states that this copy was forwarded.',
    mechanism: 'Gmail auto-forward',
    agency: 'automatic',
    sources: [],
    destinations: [],
    time: null,
    citations: [
      { recordId, evidenceId: evidenceIdOf(1), locator: [fileStep('a')], field: 'header', excerpt: '', range: null, headerIndex: 0 },
    ],
    benignExplanations: ['none'],
    wouldProve: ['all'],
  };
}

/** A case of numbered findings of one rule; what a test does not ask for throws. */
function caseOf(count: number) {
  const stored = Array.from({ length: count }, (_, index) => finding(index));
  const asked = { findings: 0 };
  const view: Partial<CaseView> = {
    findingGroups: async () => [
      { ruleId: 'rule', title: 'Rule', technique: '', level: 'high', count, open: count, destinations: [], first: null, last: null },
    ],
    findings: async ({ offset, limit }) => {
      asked.findings += 1;
      return { total: count, items: stored.slice(offset, offset + limit) };
    },
    annotate: async (findingId, annotation) => {
      const at = stored.findIndex((each) => each.findingId === findingId);
      stored[at] = { ...finding(at), annotation };
    },
    onChange: () => () => undefined,
  };
  return { stored, asked, view: view as CaseView };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const noTrouble = (error: unknown): never => {
  throw error;
};

test('review changes are stored, and taken back one by one, the note with its text', async () => {
  const { stored, view } = caseOf(3);
  const state = findingsState(view, () => undefined, noTrouble);
  await settled();
  await state.choose(1);
  await state.annotate({ review: 'confirmed' });
  await state.annotate({ note: 'seen with the account holder' });
  expect(stored[1]?.annotation).toEqual({ review: 'confirmed', note: 'seen with the account holder' });
  expect(state.shown.finding?.annotation.review).toBe('confirmed');
  await state.undo();
  expect(stored[1]?.annotation).toEqual({ review: 'confirmed', note: '' });
  await state.undo();
  expect(stored[1]?.annotation).toEqual(openAnnotation);
  await state.undo();
  expect(state.shown.said).toBe('There is no review change to take back.');
});

test('undo takes back the change of a finding that is no longer chosen', async () => {
  const { stored, view } = caseOf(3);
  const state = findingsState(view, () => undefined, noTrouble);
  await settled();
  await state.choose(0);
  await state.annotate({ review: 'benign' });
  await state.choose(2);
  await state.undo();
  expect(stored[0]?.annotation).toEqual(openAnnotation);
  expect(state.shown.finding?.findingId).toBe('finding-2');
});

test('a change to what already is stores nothing', async () => {
  const { view } = caseOf(1);
  const state = findingsState(view, () => undefined, noTrouble);
  await settled();
  await state.choose(0);
  await state.annotate({ review: 'open', note: '' });
  expect(state.shown.changes).toEqual([]);
});

test('a finding is found by its identifier however far down it stands', async () => {
  const { view } = caseOf(1203);
  const state = findingsState(view, () => undefined, noTrouble);
  await settled();
  await state.reveal('rule', 'finding-1100');
  expect([state.shown.chosen, state.shown.finding?.findingId]).toEqual([1100, 'finding-1100']);
});

test('the search for a finding that is not there comes to an end', async () => {
  const { view, asked } = caseOf(40);
  const state = findingsState(view, () => undefined, noTrouble);
  await settled();
  await state.reveal('rule', 'no such finding');
  expect(state.shown.finding).toBeNull();
  expect(asked.findings).toBeLessThan(6);
});
