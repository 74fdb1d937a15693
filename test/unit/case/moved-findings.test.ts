import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { beforeEach, expect, test } from 'vitest';
import { emptyDatabases, openCaseInMemory } from '#test/support/case-in-memory.ts';
import { batchFor, findingFor, firstItem, messageFor, recordIdFor } from './messages.ts';

beforeEach(emptyDatabases);

const columnsOfVersion2 = {
  ...{ manifest: 'evidenceId', columns: 'id', rows: 'id', records: 'id', texts: 'id', findings: 'id', diagnostics: 'id' },
  ...{ others: 'id', accounts: 'key', folders: 'id' },
  ...{ observations: 'id', traces: 'id', eventTexts: 'id', caseFindings: 'id', analyses: 'id' },
};

/** Puts the case into a database as version 2 made it. */
async function asVersion2(): Promise<void> {
  const now = await new Dexie('case').open();
  const rows = new Map(await Promise.all(now.tables.map(async (table) => [table.name, await table.toArray()] as const)));
  await now.delete();
  const before = new Dexie('case');
  before.version(2).stores(columnsOfVersion2);
  await before.open();
  for (const [name, all] of rows) await before.table(name).bulkAdd(all);
  before.close();
}

test('findings of rules that look at the case since are taken out of the batches of an earlier version', async () => {
  const moved = 'forwarding.rule.passes-on';
  const opened = await openCaseInMemory();
  await opened.read([
    batchFor(0, {
      records: [0, 1, 2].map((number) => messageFor(number)),
      findings: [
        findingFor([0], moved, ['gone@example.net']),
        findingFor([1], 'test.own', ['out@example.net']),
        findingFor([1], 'forwarding.rule.standing-copy', ['gone@example.net']),
        { ...findingFor([2, 0], 'test.own', ['other@example.net']), statement: 'Sent to other@example.net (outside the own domains).' },
      ],
    }),
    batchFor(1, { records: [messageFor(3)], findings: [findingFor([3], moved, [])] }),
    batchFor(2, { records: [messageFor(4)], findings: [findingFor([4], 'test.own', ['out@example.net'])] }),
  ]);
  expect(opened.store.manifest.get(firstItem)?.findings).toBe(6);
  opened.store.database.close();
  await asVersion2();

  const { store, view } = await openCaseInMemory();
  const groups = await view.findingGroups();
  expect(groups.map(({ ruleId, count, destinations }) => [ruleId, count, destinations])).toEqual([
    [
      'test.own',
      3,
      [
        { address: 'out@example.net', count: 2 },
        { address: 'other@example.net', count: 1 },
      ],
    ],
  ]);
  const { total, items } = await view.findings({ ruleId: null, offset: 0, limit: 10 });
  expect([total, items.map(({ destinations }) => destinations[0])]).toEqual([
    3,
    ['out@example.net', 'other@example.net', 'out@example.net'],
  ]);
  expect(items[1]?.statement).toBe('Sent to other@example.net.');
  expect(items.map(({ findingId }) => findingId.split('/')[1])).toEqual([1, 2, 4].map(recordIdFor));
  expect([...store.columns.findingCount()]).toEqual([1, 1, 1, 0, 1]);
  expect((await view.message(recordIdFor(0)))?.findings.map(({ destinations }) => destinations)).toEqual([['other@example.net']]);
  expect(store.manifest.get(firstItem)?.findings).toBe(3);
});
