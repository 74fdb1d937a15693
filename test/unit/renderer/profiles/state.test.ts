import { expect, test } from 'vitest';
import { Trouble, type AddedProfiles, type CallName, type ListedProfile } from '#contract/index.ts';
import { evidenceIdOf, type EvidenceItem } from '#model/index.ts';
import type { CaseChange, CaseView } from '#renderer/case/case-view.ts';
import { profilesState } from '#renderer/profiles/state.svelte.ts';

/** A case whose host answers as a test says, and notes what it was asked. */
function answeringCase(answers: Partial<Record<CallName, () => unknown>>) {
  const asked: { name: string; given: unknown }[] = [];
  const listeners = new Set<(change: CaseChange) => void>();
  const view: Partial<CaseView> = {
    host: (async (name: CallName, given: unknown) => {
      asked.push({ name, given });
      return answers[name]?.();
    }) as CaseView['host'],
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const tell = (profiles: readonly ListedProfile[], withdrawn: readonly number[] = [], searchId = 's1'): void => {
    for (const listener of listeners) listener({ kind: 'profiles', finds: { searchId, profiles, withdrawn, troubles: [] } });
  };
  return { asked, tell, view: view as CaseView };
}

function found(profileId: number, shownPath: string, can: 'yes' | 'no' = 'yes'): ListedProfile {
  const reading = can === 'yes' ? { can } : { can, because: 'There is no reader.' };
  const facts = { kind: 'store', client: 'Outlook', owner: 'u', custodian: 'u', form: 'file', files: 1 } as const;
  return { ...facts, profileId, shownPath, sizeBytes: profileId, oldest: null, newest: null, why: ['It is one.'], reading };
}

const begun = { searchId: 's1', shownRoot: '/image' };
const item = { evidenceId: evidenceIdOf(1) } as EvidenceItem;

test('finds are added in order of their paths with the custodians as they stand, and what was not stays chosen', async () => {
  const outcome: AddedProfiles = { items: [item], notAdded: [{ profileId: 1, because: 'It is gone.' }] };
  const { view, asked, tell } = answeringCase({ 'profiles.find': () => begun, 'profiles.add': () => outcome });
  const added: EvidenceItem[] = [];
  const state = profilesState(view, (items) => added.push(...items));
  expect(await state.add()).toBe(false);
  await state.find('folder');
  tell([found(1, '/image/b'), found(2, '/image/a'), found(3, '/image/c', 'no')]);
  tell([found(9, '/elsewhere')], [], 'of an earlier search');
  expect(state.shown.rows.map(({ profileId }) => profileId)).toEqual([2, 1]);
  expect(state.shown.unreadable.map(({ profileId }) => profileId)).toEqual([3]);
  state.chooseRows('add');
  state.describe(1, 'B. Person');
  state.sortBy('size');
  expect(await state.add()).toBe(false);
  expect(asked.at(-1)?.given).toEqual({
    searchId: 's1',
    chosen: [
      { profileId: 2, custodian: 'u' },
      { profileId: 1, custodian: 'B. Person' },
    ],
  });
  expect(added).toEqual([item]);
  expect(state.shown).toMatchObject({ adding: 'idle', notAdded: outcome.notAdded });
  expect([...state.shown.chosen]).toEqual([1]);
});

test('a selected row stays selected where it moves to, and a withdrawn find is chosen no more', async () => {
  const { view, tell } = answeringCase({ 'profiles.find': () => begun });
  const state = profilesState(view, () => undefined);
  await state.find('computer');
  tell([found(1, '/image/m'), found(2, '/image/x')]);
  state.select(1);
  state.choose(2, 'add');
  state.choose(1, 'add');
  tell([found(4, '/image/a')]);
  expect(state.shown.rows[state.shown.selected]?.profileId).toBe(2);
  state.narrow('/x');
  expect(state.shown.selected).toBe(0);
  state.narrow('');
  tell([], [1]);
  expect([...state.shown.chosen]).toEqual([2]);
  expect(state.shown.rows.map(({ profileId }) => profileId)).toEqual([4, 2]);
});

test('trouble is told in the dialog and leaves the list; a cancelled choice of a folder changes nothing', async () => {
  let answer: unknown = begun;
  const refuse = (): never => {
    throw new Trouble({
      code: 'search-unknown',
      happened: 'The list belongs to an earlier search.',
      kept: 'Nothing was changed.',
      todo: 'Search again.',
    });
  };
  const { view, tell } = answeringCase({ 'profiles.find': () => answer, 'profiles.cancel': refuse });
  const state = profilesState(view, () => undefined);
  await state.find('folder');
  tell([found(1, '/image/m')]);
  answer = null;
  await state.find('folder');
  expect(state.shown.rows).toHaveLength(1);
  await state.cancel();
  expect(state.shown.trouble?.happened).toBe('The list belongs to an earlier search.');
  expect(state.shown.rows).toHaveLength(1);
});

test('the search on view is kept, and one that the case keeps is taken out; a refusal is told', async () => {
  const { view, asked } = answeringCase({
    'profiles.find': () => begun,
    'profiles.forget': () => {
      throw new Trouble({ code: 'search-not-kept', happened: 'There is none.', kept: '', todo: '' });
    },
  });
  const state = profilesState(view, () => undefined);
  await state.keep();
  expect(asked).toEqual([]);
  await state.find('folder');
  await state.keep();
  await state.forget('s0');
  expect(asked.slice(1)).toEqual([
    { name: 'profiles.keep', given: { searchId: 's1' } },
    { name: 'profiles.forget', given: { searchId: 's0' } },
  ]);
  expect(state.shown.trouble?.happened).toBe('There is none.');
});
