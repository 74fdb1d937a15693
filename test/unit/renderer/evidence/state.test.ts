import { expect, test } from 'vitest';
import type { IngestProgress } from '#contract/index.ts';
import { evidenceIdOf, type EvidenceId } from '#model/index.ts';
import type { CaseChange, CaseView } from '#renderer/case/case-view.ts';
import { evidenceState } from '#renderer/evidence/state.svelte.ts';

/** A case that notes which items it was told to read, and lets the test end them. */
function recordingCase() {
  const started: EvidenceId[] = [];
  const countsAsked: (EvidenceId | null)[] = [];
  const listeners = new Set<(change: CaseChange) => void>();
  const refused = new Set<EvidenceId>();
  const view: Partial<CaseView> = {
    startIngest: async (evidenceId) => {
      started.push(evidenceId);
      if (refused.has(evidenceId)) throw new Error('not there');
    },
    ingestStates: async () => [],
    accounts: async () => [],
    diagnosticCounts: async (evidenceId) => {
      countsAsked.push(evidenceId);
      return [];
    },
    diagnostics: async () => ({ total: 0, items: [] }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const end = (evidenceId: EvidenceId, phase: IngestProgress['phase']): void => {
    const progress: IngestProgress = {
      evidenceId,
      phase,
      files: 1,
      filesTotal: 1,
      bytes: 1,
      bytesTotal: 1,
      messages: 1,
      diagnostics: 0,
      findings: 0,
      seconds: 1,
      messagesPerSecond: null,
      secondsLeft: null,
      current: '',
      trouble: null,
    };
    for (const listener of listeners) listener({ kind: 'progress', progress });
  };
  return { started, countsAsked, refused, end, view: view as CaseView };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const [one, two, three] = [evidenceIdOf(1), evidenceIdOf(2), evidenceIdOf(3)];

test('items are read one after the other, whatever became of the one before', async () => {
  const { started, end, view } = recordingCase();
  const state = evidenceState(view, () => undefined);
  for (const evidenceId of [one, two, three, two]) state.read(evidenceId);
  expect(started).toEqual([one]);
  end(one, 'reading');
  expect(started).toEqual([one]);
  end(one, 'cancelled');
  expect(started).toEqual([one, two]);
  end(two, 'failed');
  end(three, 'done');
  expect(started).toEqual([one, two, three]);
});

test('an item that cannot be started is told of and does not hold up the next', async () => {
  const { started, refused, view } = recordingCase();
  refused.add(one);
  const troubles: unknown[] = [];
  const state = evidenceState(view, (error) => troubles.push(error));
  state.read(one);
  state.read(two);
  await settled();
  expect(started).toEqual([one, two]);
  expect(troubles).toHaveLength(1);
});

test('what is shown of diagnostics is of the chosen exhibit, and a code is forgotten with the exhibit it was chosen for', async () => {
  const { countsAsked, view } = recordingCase();
  const state = evidenceState(view, () => undefined);
  state.show({ code: 'file-empty' });
  state.show({ chosen: two });
  await settled();
  expect(countsAsked.at(-1)).toBe(two);
  expect(state.shown.code).toBeNull();
  state.show({ code: 'file-empty', tab: 'diagnostics' });
  state.show({ chosen: two });
  expect(state.shown.code).toBe('file-empty');
  state.show({ chosen: null });
  await settled();
  expect([state.shown.code, countsAsked.at(-1)]).toEqual([null, null]);
  state.show({ effect: 'item-lost' });
  state.show({ chosen: two });
  expect(state.shown.effect).toBeNull();
});
