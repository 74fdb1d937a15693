import { readConversationIndex } from '#formats/pst/conversation-index.ts';
import { pstReader } from '#formats/pst/index.ts';
import { millisecondsOf } from '#model/index.ts';
import { exampleStore } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll } from '#test/support/reading.ts';
import { describe, expect, test } from 'vitest';

const head = Buffer.from('01d78fb6df4d4be9d9ea2bd44e45923d706fb3ca5d55', 'hex');

test('the head states when the thread began and its GUID', () => {
  expect(readConversationIndex(head)).toEqual({
    started: { raw: '0x01d78fb6df4d0000', instant: '2021-08-12T20:16:02.390Z', offsetMinutes: null, statedBy: 'PidTagConversationIndex' },
    threadId: '4be9d9ea-2bd4-4e45-923d-706fb3ca5d55',
    level: 0,
  });
});

test('five bytes each stand for the answers since', () => {
  expect(readConversationIndex(Buffer.concat([head, Buffer.alloc(15, 1)]))?.level).toBe(3);
});

test('a head without a time states none', () => {
  const timeless = Buffer.concat([Buffer.from('010000000000', 'hex'), head.subarray(6)]);
  expect(readConversationIndex(timeless)).toMatchObject({ started: null, threadId: '4be9d9ea-2bd4-4e45-923d-706fb3ca5d55' });
});

test.each([
  ['too short', head.subarray(0, 21)],
  ['of another length', Buffer.concat([head, Buffer.alloc(3)])],
  ['of another kind', Buffer.concat([Buffer.from([2]), head.subarray(1)])],
  ['empty', new Uint8Array(0)],
])('bytes that are %s are no index', (_, bytes) => {
  expect(readConversationIndex(bytes)).toBeNull();
});

test('a time in the form of the specification begins with a byte of its own', () => {
  const specified = Buffer.concat([Buffer.from('0101d78fb6df', 'hex'), head.subarray(6)]);
  expect(readConversationIndex(specified)?.started).toMatchObject({ raw: '0x01d78fb6df000000', instant: '2021-08-12T20:16:01.885Z' });
});

describe.each([
  // Some of its messages were given an index when they were filed anew in 2009, years after they were sent.
  { name: 'enron', threads: 71, answers: 8, near: 3, years: [2001, 2009] },
  { name: 'outlook', threads: 182, answers: 2, near: 182, years: [2021, 2021] },
] as const)('the messages of $name', ({ name, threads, answers, near, years }) => {
  // An earlier state of a message, as recovery finds one, has the same index again.
  const live = readAll(pstReader, memorySource(exampleStore(name))).messages.filter(({ observed }) => observed.allocation === 'allocated');
  const dated = live.flatMap(({ claimed }) => {
    const [started, sent] = [millisecondsOf(claimed.conversation?.started ?? null), millisecondsOf(claimed.sent)];
    return started === null || sent === null ? [] : [{ started, sent, level: claimed.conversation?.level ?? 0 }];
  });

  test('have threads that began when mail could be written', () => {
    expect(dated).toHaveLength(threads);
    const began = dated.map(({ started }) => new Date(started).getUTCFullYear());
    expect([Math.min(...began), Math.max(...began)]).toEqual(years);
    expect(dated.filter(({ started, sent }) => Math.abs(started - sent) < 3_600_000)).toHaveLength(near);
  });

  test('answer in threads that began before them', () => {
    const later = dated.filter(({ level }) => level > 0);
    expect(later).toHaveLength(answers);
    expect(later.filter(({ started, sent }) => started >= sent)).toEqual([]);
  });
});
