import { beforeEach, expect, test, vi } from 'vitest';
import { identifierHash } from '#analysis/index.ts';
import { fileStep, type MessageTrace } from '#model/index.ts';
import { mostNamedMessages } from '#renderer/case/case-view.ts';
import { emptyDatabases, openCaseInMemory } from '#test/support/case-in-memory.ts';
import { everyEvent, eventRecord } from './events.ts';
import { batchFor, messageFor, recordIdFor } from './messages.ts';

beforeEach(emptyDatabases);

const traceFor = (number: number, messageId = `<${String(number)}@example.org>`): MessageTrace => ({
  recordId: recordIdFor(number),
  locator: [fileStep('mail/box')],
  mailbox: 'EX-001 mail',
  place: 'received',
  time: null,
  from: '',
  to: [],
  subject: '',
  id: identifierHash(messageId),
  refs: [],
  thread: null,
  body: null,
  marks: [],
});
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** Some messages in several batches, the last of which has a copy of the first message. */
async function opened() {
  const made = await openCaseInMemory();
  await made.read([
    batchFor(0, { records: [messageFor(0), messageFor(1)], traces: [traceFor(0), traceFor(1)] }),
    batchFor(1, { records: [eventRecord(50, { messageIds: ['<1@example.org>', '<lost@example.org>'] })] }),
    batchFor(2, { records: [messageFor(2), messageFor(3)], traces: [traceFor(2), traceFor(3, '<0@example.org>')] }),
  ]);
  return made;
}

test('the messages of the case are found by the identifiers that an event names, copies too, in the order of the case', async () => {
  const { view, read } = await opened();
  const found = async (...ids: readonly string[]) => (await view.messagesNamed(ids)).rows.map(({ recordId }) => recordId);
  expect(await found('<2@example.org>')).toEqual([recordIdFor(2)]);
  expect(await found('<0@EXAMPLE.org>')).toEqual([recordIdFor(0), recordIdFor(3)]);
  expect(await found(' 1@example.org ', '<2@example.org>')).toEqual([recordIdFor(1), recordIdFor(2)]);
  expect(await found('<lost@example.org>', '', '<>')).toEqual([]);
  // What is read later is found too.
  await read([batchFor(3, { records: [messageFor(4)], traces: [traceFor(4)] })]);
  expect(await found('<4@example.org>', '<0@example.org>')).toEqual([recordIdFor(0), recordIdFor(3), recordIdFor(4)]);
});

test('a question that fails stops none after it', async () => {
  const { store, view } = await opened();
  const bulkGet = vi.spyOn(store.database.traces, 'bulkGet').mockRejectedValueOnce(new Error('the disk is full'));
  await expect(view.messagesNamed(['<1@example.org>'])).rejects.toThrow('the disk is full');
  expect((await view.messagesNamed(['<1@example.org>'])).count).toBe(1);
  bulkGet.mockRestore();
});

test('questions at once read each batch once', async () => {
  const { view } = await opened();
  const [one, other] = await Promise.all([view.messagesNamed(['<1@example.org>']), view.messagesNamed(['<1@example.org>'])]);
  expect([one.count, other.count]).toEqual([1, 1]);
});

test('of many messages all are counted and the first are told', async () => {
  const { view, read } = await openCaseInMemory();
  const many = numbers(0, mostNamedMessages + 20);
  await read([batchFor(0, { records: many.map((number) => messageFor(number)), traces: many.map((number) => traceFor(number)) })]);
  const named = await view.messagesNamed(many.map((number) => `<${String(number)}@example.org>`));
  expect([named.rows.length, named.count]).toEqual([mostNamedMessages, many.length]);
});

test('messages of a case of an earlier version are found, whose traces are made from the records', async () => {
  const { store } = await opened();
  await store.database.traces.clear();
  for (const chunk of await store.database.columns.toArray()) {
    const { events: _events, observations: _observations, ...rest } = chunk;
    await store.database.columns.put(rest);
  }
  store.database.close();
  const { view } = await openCaseInMemory();
  expect((await view.messagesNamed(['<2@example.org>'])).rows.map(({ recordId }) => recordId)).toEqual([recordIdFor(2)]);
});

test('all events that name a message are counted and found, also by the last of a thousand identifiers', async () => {
  const { view, read } = await openCaseInMemory();
  const ids = numbers(0, 1000).map((number) => `<${String(number)}.${'x'.repeat(60)}@example.org>`);
  await read([
    batchFor(0, {
      records: [eventRecord(10, { messageIds: ids }), eventRecord(11, { messageIds: ids.slice(0, 3) }), eventRecord(12, {})],
    }),
  ]);
  expect(await view.eventsNaming(ids[2] ?? '')).toBe(2);
  expect(await view.eventsNaming(ids[999] ?? '')).toBe(1);
  expect(await view.eventsNaming('<absent@example.org>')).toBe(0);
  // A part of an identifier names nobody.
  expect(await view.eventsNaming('<x@example.org>')).toBe(0);
  expect(await view.selectAccess({ ...everyEvent, text: ids[999] ?? '' })).toMatchObject({ count: 1 });
});
