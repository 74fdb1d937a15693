import { expect, test } from 'vitest';
import type { IngestBatch } from '#contract/index.ts';
import { bytesStep, evidenceIdOf, fileStep, type EvidenceId } from '#model/index.ts';
import type { CaseStore } from '#renderer/case/case-store.ts';
import { diagnosticQueries } from '#renderer/case/diagnostic-queries.ts';
import { emptyColumns, type Columns } from '#renderer/case/columns.ts';
import { folderKeyOf, folderMask, folderNodes } from '#renderer/case/folders.ts';
import { packBatch, type PackedBatch } from '#renderer/case/pack-batch.ts';
import { openRecords } from '#renderer/case/pack.ts';
import { hashOfText } from '#renderer/case/places.ts';
import { rowOf } from '#renderer/case/row-block.ts';
import { batchFor, findingFor, firstItem, messageFor, recordIdFor } from './messages.ts';

function take(columns: Columns, batch: IngestBatch): PackedBatch {
  const packed = packBatch(batch, {
    chunk: columns.chunks,
    slot: columns.messages,
    block: columns.blocks,
    folder: columns.folders.length,
    folderOf: (evidenceId, path) => columns.folderOf(evidenceId, path),
    slotOf: (recordId) => columns.index.slotOf(recordId),
  });
  columns.addFolders(packed.newFolders);
  columns.append(packed.columns);
  return packed;
}

test('blocks hold up to 100 messages, and every slot leads to its own row and record', () => {
  const columns = emptyColumns();
  const numbers = Array.from({ length: 350 }, (_, number) => number);
  const packed = [
    take(columns, batchFor(0, { records: numbers.slice(0, 230).map((number) => messageFor(number)) })),
    take(columns, batchFor(1, {})),
    take(columns, batchFor(2, { records: numbers.slice(230).map((number) => messageFor(number)) })),
  ];
  const rows = packed.flatMap((batch) => batch.rows);
  const records = packed.flatMap((batch) => batch.records);
  expect(rows.map((block) => [block.id, block.firstSlot])).toEqual([
    [0, 0],
    [1, 100],
    [2, 200],
    [3, 230],
    [4, 330],
  ]);
  expect(columns).toMatchObject({ messages: 350, blocks: 5, chunks: 3 });
  for (const number of numbers) {
    const { block, index } = columns.blockOf(number);
    const [row, record] = [rows[block], records[block]];
    if (row === undefined || record === undefined) throw new Error(`no block ${String(block)}`);
    const facts = { recordId: recordIdFor(number), date: null, sizeBytes: 0, folder: '', findings: 0, isAttached: 'own' } as const;
    expect(rowOf(row, index, facts).subject).toBe(`Subject ${String(number)}`);
    expect(openRecords(record.packed).at(index)?.recordId).toBe(recordIdFor(number));
  }
});

test('a block ends before its bodies outgrow what opening one message may cost', () => {
  const text = 'x'.repeat(600_000);
  const packed = take(emptyColumns(), batchFor(0, { records: [0, 1, 2].map((number) => messageFor(number, { text })) }));
  expect(packed.rows.map((block) => block.firstSlot)).toEqual([0, 1, 2]);
});

test('findings are counted at the messages they cite, in the same batch and in earlier ones', () => {
  const columns = emptyColumns();
  take(columns, batchFor(0, { records: [messageFor(0), messageFor(1)], findings: [findingFor([0], 'a', ['x@y.org'])] }));
  take(
    columns,
    batchFor(1, { records: [messageFor(2)], findings: [findingFor([1, 2, 2, 9], 'b', []), findingFor([0], 'a', ['X@y.org', 'z@y.org'])] }),
  );
  expect([...columns.findingCount()]).toEqual([2, 1, 1]);
  expect([0, 1, 2].map((slot) => columns.findings.citing(slot))).toEqual([[0, 2], [1], [1]]);
  expect([...columns.findings.rule()].map((place) => columns.findings.rules[place]?.ruleId)).toEqual(['a', 'b', 'a']);
  expect(
    [0, 1, 2].map((finding) => [...columns.findings.destinationsOf(finding)].map((place) => columns.findings.destinations[place])),
  ).toEqual([['x@y.org'], [], ['X@y.org', 'z@y.org']]);
  expect(columns.findings.chunkOf(2)).toEqual({ chunk: 1, index: 1 });
});

test('diagnostics are found by every place that encloses them', () => {
  const columns = emptyColumns();
  const diagnostic = (number: number) =>
    ({
      code: 'date-malformed',
      effect: 'field-lost',
      stage: 'read',
      locator: [fileStep('mail/box'), bytesStep(number, 1)],
      detail: '',
    }) as const;
  take(columns, batchFor(0, { diagnostics: [diagnostic(1), diagnostic(2)] }));
  take(columns, batchFor(1, { diagnostics: [diagnostic(3)] }));
  const inPlace = (place: string) => [0, 1, 2].filter((at) => columns.diagnostics.mayLieIn(at, hashOfText(place)));
  expect(inPlace('file:mail')).toEqual([0, 1, 2]);
  expect(inPlace('file:mail/box|bytes:3+1')).toEqual([2]);
  expect(inPlace('file:other')).toEqual([]);
});

test('diagnostics are counted for all exhibits and for one, without kinds that it has none of', () => {
  const columns = emptyColumns();
  const lost = { code: 'item-unreadable', effect: 'item-lost', stage: 'read', locator: [fileStep('a')], detail: '' } as const;
  const noted = { ...lost, code: 'file-empty', effect: 'noted' } as const;
  const second = evidenceIdOf(2);
  take(columns, batchFor(0, { diagnostics: [lost, lost, noted] }));
  take(columns, batchFor(0, { evidenceId: second, diagnostics: [lost] }));
  const { counts } = diagnosticQueries({ columns } as unknown as CaseStore);
  const countOf = (evidenceId: EvidenceId | null) => counts(evidenceId).map(({ code, count }) => [code, count]);
  expect(countOf(null)).toEqual([
    ['file-empty', 1],
    ['item-unreadable', 3],
  ]);
  expect(countOf(second)).toEqual([['item-unreadable', 1]]);
  expect(countOf(evidenceIdOf(3))).toEqual([]);
});

test('the columns after reopening are the columns before closing', () => {
  const first = emptyColumns();
  const chunks = [0, 1, 2].map((sequence) => {
    const own = messageFor(sequence, { folderPath: ['f', String(sequence % 2)], sent: sequence === 1 ? null : '2024-05-05T00:00:00.000Z' });
    const packed = take(first, batchFor(sequence, { records: [own], findings: [findingFor([0], 'a', [])] }));
    return structuredClone({ columns: packed.columns, folders: packed.newFolders });
  });
  const again = emptyColumns();
  for (const { columns, folders } of chunks) {
    again.addFolders(folders);
    again.append(columns);
  }
  const facts = (columns: Columns) => [
    columns.date(),
    columns.folder(),
    columns.findingCount(),
    columns.folders,
    columns.blocks,
    columns.evidence,
  ];
  expect(facts(again)).toEqual(facts(first));
});

test('a chunk out of turn is refused', () => {
  const columns = emptyColumns();
  const { columns: chunk } = take(columns, batchFor(0, {}));
  expect(() => columns.append(chunk)).toThrow('is due');
});

test('the folder tree counts what is in a folder and below it, by evidence item', () => {
  const columns = emptyColumns();
  const second = 'EX-002' as EvidenceId;
  take(columns, batchFor(0, { evidenceId: second, records: [messageFor(9, { folderPath: [], evidenceId: second })] }));
  const paths = [['Inbox', 'b'], ['Inbox'], ['Inbox', 'a 10'], ['Inbox', 'a 2'], ['Inboxes'], ['Inbox', 'b']];
  take(columns, batchFor(0, { records: paths.map((folderPath, number) => messageFor(number, { folderPath })) }));
  const nodes = folderNodes(columns, (evidenceId) => evidenceId);
  expect(nodes.map(({ name, depth, messages, messagesBelow }) => [name, depth, messages, messagesBelow])).toEqual([
    ['EX-001', 0, 0, 6],
    ['Inbox', 1, 1, 5],
    ['a 2', 2, 1, 1],
    ['a 10', 2, 1, 1],
    ['b', 2, 2, 2],
    ['Inboxes', 1, 1, 1],
    ['EX-002', 0, 1, 1],
  ]);
  const inFolder = (key: string) => {
    const mask = folderMask(columns.folders, key);
    return [...columns.folder()].filter((folder) => mask[folder] === 1).length;
  };
  expect(inFolder(folderKeyOf(firstItem, ['Inbox']))).toBe(5);
  expect(inFolder(folderKeyOf(firstItem, []))).toBe(6);
  expect(inFolder(folderKeyOf(second, []))).toBe(1);
});
