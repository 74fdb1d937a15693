import { expect, test } from 'vitest';
import { accessState } from '#renderer/access/state.svelte.ts';
import type { AccessFacets, AccessLanes } from '#renderer/case/access-view.ts';
import type { AccessRow, CaseChange, CaseView } from '#renderer/case/case-view.ts';
import { eventRecord } from '#test/unit/case/events.ts';

const row: AccessRow = { kind: 'event', time: null, corrected: null, event: eventRecord(1, { messageIds: ['<1@example.org>'] }) };

/** A case of one event, which tells how many messages the event names. */
function caseOfOneEvent() {
  const listeners = new Set<(change: CaseChange) => void>();
  const told: unknown[] = [];
  let named = 0;
  const view: Partial<CaseView> = {
    accessFacets: async () => ({ total: 1 }) as AccessFacets,
    accessLanes: async () => ({ from: 0, to: 0, lanes: [] }) as unknown as AccessLanes,
    selectAccess: async () => ({ count: 1, undated: 1, total: 1 }),
    accessRows: async () => [row],
    accessPosition: async () => 0,
    messagesNamed: async () => ({ rows: [], count: named }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const access = accessState(
    view as CaseView,
    () => undefined,
    (error) => told.push(error),
  );
  const grow = (count: number): void => {
    named = count;
    for (const listener of listeners) listener({ kind: 'content' });
  };
  return { access, grow, told };
}

test('messages that the event on view names are told when they are read later', async () => {
  const { access, grow, told } = caseOfOneEvent();
  await access.choose(0);
  expect(access.shown.named).toMatchObject({ count: 0 });
  grow(2);
  await expect.poll(() => access.shown.named?.count).toBe(2);
  expect(told).toEqual([]);
  access.stop();
});
