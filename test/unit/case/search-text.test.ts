import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClaimedMessage } from '#model/index.ts';
import { fieldOfLine, lineFields, markLines, messageWords, queryWords, searchLine } from '#renderer/case/search-text.ts';
import { queryOf, wholeCase } from '#renderer/messages/query.ts';
import { emptyDatabases, openCaseInMemory } from '#test/support/case-in-memory.ts';
import { batchFor, messageFor } from './messages.ts';

function check(query: string, texts: readonly string[]): number[] {
  const block = texts.map((subject, number) => `${searchLine(messageFor(number, { subject }).claimed)}\n`).join('');
  const found: number[] = [];
  markLines(block, queryWords(query), (line) => found.push(line));
  return found;
}

test('every word must occur, in any order, without case', () => {
  expect(check('invoice PAID', ['Paid invoice', 'invoice', 'prepaid INVOICES', ''])).toEqual([0, 2]);
});

test('the way a letter is encoded does not matter', () => {
  expect(check('cafe\u0301', ['Caf\u00e9', 'cafe', 'ＣＡＦÉ'])).toEqual([0, 2]);
});

test('addresses of all recipients are found, and a word never reaches across fields or lines', () => {
  const line = searchLine(
    messageFor(1, { subject: 'end', from: 'Alice@Example.org', to: ['bob@example.org', 'carol@example.net'] }).claimed,
  );
  expect(line).toBe('end\talice@example.org\tbob@example.org carol@example.net');
  expect(check('carol@example.net', ['x'])).toEqual([]);
  expect(check('endfrom', ['end'])).toEqual([]);
});

test('labels, tags and categories are found, alone by label: at the beginning of each', () => {
  const line = (claims: Partial<ClaimedMessage>): string => searchLine({ ...messageFor(1, { subject: 'label:north' }).claimed, ...claims });
  const block = [
    line({ labels: ['Clients/North', 'To check'] }),
    line({ categories: ['Rote\tKategorie'], flags: ['read', 'tag:$label1'] }),
    line({ subject: 'north', labels: [] }),
  ]
    .map((own) => `${own}\n`)
    .join('');
  const found = (query: string): number[] => {
    const lines: number[] = [];
    markLines(block, messageWords(query), (at) => lines.push(at));
    return lines;
  };
  expect(found('NORTH')).toEqual([0, 1, 2]);
  expect(found('label:clients/n')).toEqual([0]);
  expect(found('label:North')).toEqual([]);
  expect(found('label:to check')).toEqual([0]);
  expect(found('label:rote kategorie')).toEqual([1]);
  expect(found('Label:$label1 label:')).toEqual([1]);
  expect(found('label:read')).toEqual([]);
  expect(found('\u0001')).toEqual([0, 1, 2]);
});

test('line breaks and tabs in a subject do not make lines or fields', () => {
  const line = searchLine(messageFor(1, { subject: ' a\r\n\tb\u0000c\u2028d ' }).claimed);
  expect(fieldOfLine(line, lineFields.subject)).toBe('a b c d');
  expect(fieldOfLine(line, lineFields.from)).toBe('from@example.org');
});

test('finds what a naive search finds', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', 'é', 'ß', '\n', '.'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), text, (subjects, query) => {
      const words = queryWords(query);
      const naive = subjects.flatMap((subject, number) => {
        const line = searchLine(messageFor(number, { subject }).claimed);
        return words.every((word) => line.includes(word)) ? [number] : [];
      });
      expect(check(query, subjects)).toEqual(naive);
    }),
  );
});

test('messages of a case of an earlier version are found by their labels, too, which its texts lack', async () => {
  emptyDatabases();
  const before = await openCaseInMemory();
  const labelled = messageFor(1, { subject: 'Plan' });
  const records = [messageFor(0), { ...labelled, claimed: { ...labelled.claimed, labels: ['Clients'] } }];
  await before.read([batchFor(0, { records })]);
  const { texts } = before.store.database;
  const stored = await texts.toArray();
  await texts.bulkPut(stored.map(({ id, text }) => ({ id, text: text.replace('\t\u0001clients', '') })));
  before.store.database.close();
  const { view, store } = await openCaseInMemory();
  for (const text of ['label:clients', 'clients plan']) {
    const query = queryOf({ ...wholeCase, text }, 'UTC');
    expect(await view.select('list', query)).toMatchObject({ count: 1 });
  }
  expect(await store.database.texts.toArray()).toEqual(stored);
});
