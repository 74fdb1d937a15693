import { createHash } from 'node:crypto';
import { pstReader } from '#formats/pst/index.ts';
import { defaultLimits, formatLocator, isBalanced, type MessageDraft } from '#model/index.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import { builtStore } from '#test/support/built-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { generatedStore, type FolderDescription, type MessageDescription } from '#test/support/pst-builder/index.ts';
import type { MessageTruth } from '#test/support/pst-builder/truth.ts';
import { readAll, type Reading } from '#test/support/reading.ts';
import { describe, expect, test } from 'vitest';

const anna = { name: 'Anna Example', address: 'anna@example.org' };
const bert = { kind: 'to', name: 'Bert Example', address: 'bert@example.org' } as const;

function mail(subject: string, more: Partial<MessageDescription> = {}): MessageDescription {
  return { subject, sender: anna, recipients: [bert], text: `The text of ${subject}.`, sent: new Date('2024-03-01T10:00:00Z'), ...more };
}

function readStoreOf(folders: readonly FolderDescription[]): Reading & { readonly bytes: Uint8Array } {
  const { bytes } = builtStore({ folders });
  return { ...readAll(pstReader, memorySource(bytes)), bytes };
}

function recovered({ messages }: Reading): readonly MessageDraft[] {
  return messages.filter(({ observed }) => observed.allocation !== 'allocated');
}

/** What a record and the truth of a message can be compared by. */
function printOfRecord({ claimed, attachments, headerBlock }: MessageDraft): unknown {
  return {
    subject: claimed.subject,
    messageClass: claimed.messageClass,
    folderPath: claimed.folderPath,
    recipients: [...claimed.to, ...claimed.cc, ...claimed.bcc].map(({ address }) => address).sort(),
    // The property goes on with the empty line that ends the block.
    header: headerBlock.length === 0 ? null : createHash('sha256').update(headerBlock).update('\r\n').digest('hex'),
    attachments: attachments.map(({ name, sha256, isMessage }) => (isMessage ? 'message' : `${name} ${String(sha256)}`)),
  };
}

function printOfTruth(truth: MessageTruth): unknown {
  return {
    subject: truth.subject,
    messageClass: truth.messageClass,
    folderPath: truth.folderPath,
    recipients: truth.recipients.map(({ address }) => address).sort(),
    header: truth.headerSha256,
    attachments: truth.attachments.map(({ kind, name, sha256 }) => (kind === 'message' ? 'message' : `${name} ${String(sha256)}`)),
  };
}

const byText = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

describe.each(['unicode', 'ansi'] as const)('of 1,000 messages 100 deleted ones in a store of the format %s', (format) => {
  const { bytes, truth } = builtStore(
    generatedStore({ messages: 1000, seed: 20240301, deleted: 100, deletions: ['superseded'], averageBytes: 8000, format }),
  );
  const reading = readAll(pstReader, memorySource(bytes));
  const own = reading.messages.filter(({ parent }) => parent === null);
  const deleted = truth.messages.filter(({ state, kind }) => state === 'superseded' && kind === 'message');

  test('come back as deleted with their properties, recipients and attachments, none twice', () => {
    expect(deleted).toHaveLength(100);
    const found = own.filter(({ observed }) => observed.allocation === 'deleted');
    expect(found.map(printOfRecord).sort(byText)).toEqual(deleted.map(printOfTruth).sort(byText));
    expect(found.every(({ observed }) => observed.intact)).toBe(true);
    expect(own.filter(({ observed }) => observed.allocation === 'orphan' || observed.allocation === 'carved')).toEqual([]);
  });

  test('and no live message is taken for one', () => {
    const live = truth.messages.filter(({ state, kind }) => state === 'live' && kind === 'message');
    const listed = own.filter(({ observed }) => observed.allocation === 'allocated');
    expect(listed.map(printOfRecord).sort(byText)).toEqual(live.map(printOfTruth).sort(byText));
  });

  test('are booked beside the counts of the folders, each with how it was found', () => {
    const account = reading.accounts.find(({ kind }) => kind === 'recovered-items');
    expect(account).toMatchObject({ expected: 0, records: 0, failed: 0, recovered: 100 });
    expect(reading.accounts.every(isBalanced)).toBe(true);
    const how = reading.diagnostics.filter(({ code }) => code === 'item-recovered');
    expect(how).toHaveLength(100);
    expect(how.every(({ detail }) => /old page of the node B-tree, at byte \d+ .* All its parts could be read/.test(detail))).toBe(true);
  });

  test('have attachments that can be had', () => {
    const facts = own
      .filter(({ observed }) => observed.allocation === 'deleted')
      .flatMap(({ attachments }) => attachments)
      .filter(({ sha256 }) => sha256 !== null)
      .slice(0, 3);
    expect(facts.length).toBeGreaterThan(0);
    for (const fact of facts) {
      const content = Buffer.concat([...pstReader.attachment(memorySource(bytes), fact.locator, defaultLimits, nothingAround)]);
      expect(createHash('sha256').update(content).digest('hex')).toBe(fact.sha256);
    }
  });
});

test('a message that its folder does not list is an orphan, and the engines differ by it', () => {
  const reading = readStoreOf([{ name: 'Inbox', messages: [mail('listed'), mail('unlinked', { deletion: 'unlinked' })] }]);
  expect(recovered(reading).map(({ claimed, observed }) => [claimed.subject, observed.allocation, claimed.folderPath.at(-1)])).toEqual([
    ['unlinked', 'orphan', 'Inbox'],
  ]);
  expect(formatLocator(recovered(reading)[0]?.locator ?? [])).toMatch(/^file:evidence\|item:0x[0-9a-f]{6}$/);
  const differ = reading.diagnostics.filter(({ code }) => code === 'engines-differ');
  expect(differ.map(({ effect, detail }) => [effect, /lists 1 messages.* 2 belong to it/.test(detail)])).toEqual([['noted', true]]);
  expect(reading.accounts.find(({ title }) => title?.endsWith('/Inbox') === true)).toMatchObject({ expected: 1, records: 1, counted: 2 });
});

test('where both engines count the same, no difference is told', () => {
  const reading = readStoreOf([
    { name: 'Inbox', messages: [mail('one'), mail('two')], associated: [{ messageClass: 'IPM.Rule.Message' }] },
  ]);
  expect(reading.diagnostics).toEqual([]);
  expect(reading.accounts.filter(({ kind }) => kind === 'store-folder').every(({ expected, counted }) => counted === expected)).toBe(true);
  expect(reading.accounts.find(({ kind }) => kind === 'associated-items')).toMatchObject({ expected: 1, counted: 1 });
});

test('a message of which only freed blocks are left is carved, and not called whole', () => {
  const headers = 'Received: from mail.example.org\r\nSubject: freed\r\n';
  const reading = readStoreOf([{ name: 'Inbox', messages: [mail('kept'), mail('freed', { headers, deletion: 'freed' })] }]);
  expect(recovered(reading).map(({ claimed, observed, bodies }) => [claimed.subject, observed, bodies.text])).toEqual([
    ['freed', expect.objectContaining({ allocation: 'carved', intact: false }), 'The text of freed.'],
  ]);
  const [how] = reading.diagnostics.filter(({ code }) => code === 'item-recovered');
  expect(how?.detail).toContain('to which nothing leads');
});

test('an earlier state of a message is carved beside the message, once', () => {
  const earlier = mail('report', { text: 'What it said before.' });
  const reading = readStoreOf([{ name: 'Drafts', messages: [mail('report', { text: 'What it says now.', earlier })] }]);
  expect(reading.messages.map(({ bodies, observed }) => [bodies.text, observed.allocation])).toEqual([
    ['What it says now.', 'allocated'],
    ['What it said before.', 'carved'],
  ]);
  expect(reading.diagnostics.map(({ code, detail }) => [code, /earlier state/.test(detail)])).toEqual([['item-recovered', true]]);
});

test('a deleted folder is told with what lay in it', () => {
  const folder = { name: 'Secret', messages: [mail('within')], deletion: 'superseded' } as const;
  const reading = readStoreOf([{ name: 'Inbox', messages: [mail('kept')] }, folder]);
  expect(recovered(reading).map(({ claimed, observed }) => [claimed.subject, observed.allocation, claimed.folderPath.at(-1)])).toEqual([
    ['within', 'deleted', 'Secret'],
  ]);
  const folders = reading.facts.filter(({ observed }) => observed.allocation === 'deleted');
  expect(folders.map(({ claimed }) => ('folderName' in claimed ? claimed.folderName : null))).toEqual(['Secret']);
});

test('messages attached to a deleted one come with it', () => {
  const inner = mail('inner', { attachments: [{ kind: 'data', name: 'a.txt', content: Buffer.from('content') }] });
  const outer = mail('outer', { attachments: [{ kind: 'message', message: inner }], deletion: 'superseded' });
  const reading = readStoreOf([{ name: 'Inbox', messages: [mail('kept'), outer] }]);
  expect(recovered(reading).map(({ claimed, observed, parent }) => [claimed.subject, observed.allocation, parent !== null])).toEqual([
    ['outer', 'deleted', false],
    ['inner', 'deleted', true],
  ]);
  expect(reading.accounts.every(isBalanced)).toBe(true);
  const fact = recovered(reading)[1]?.attachments[0];
  const content = [...pstReader.attachment(memorySource(reading.bytes), fact?.locator ?? [], defaultLimits, nothingAround)];
  expect(Buffer.concat(content).toString()).toBe('content');
});

test('what the pipeline leaves out of the recovery is expected, for it is booked as lost', () => {
  const { bytes } = builtStore({ folders: [{ name: 'Inbox', messages: [mail('gone', { deletion: 'superseded' }), mail('kept')] }] });
  const without = (kind: string): Reading => readAll(pstReader, memorySource(bytes), { enter: (item) => item.at(-1)?.kind !== kind });
  // What is left out as an old state is met again as a freed block.
  for (const [reading, expected] of [
    [without('blocks'), 2],
    [without('scan'), 1],
  ] as const) {
    expect(recovered(reading)).toEqual([]);
    expect(reading.accounts.find(({ kind }) => kind === 'recovered-items')).toMatchObject({ expected, records: 0, recovered: 0 });
  }
});

test('a deleted item whose content is overwritten is counted as a trace, not told as an item', () => {
  const content = Buffer.alloc(2000, 'secret ');
  const gone = mail('gone', { attachments: [{ kind: 'data', name: 'a', content }], deletion: 'superseded' });
  const { bytes, truth } = builtStore({ encoding: 'none', folders: [{ name: 'Inbox', messages: [gone, mail('kept')] }] });
  const node = truth.messages.find(({ subject }) => subject === 'gone')?.nodeId ?? 0;
  const found = readAll(pstReader, memorySource(bytes)).messages.find(({ claimed }) => claimed.subject === 'gone');
  expect(formatLocator(found?.locator ?? [])).toContain(`item:0x${node.toString(16)}|blocks:`);
  const overwritten = Uint8Array.from(bytes);
  const subject = Buffer.from('gone', 'utf16le');
  for (let at = Buffer.from(bytes).indexOf(subject); at !== -1; at = Buffer.from(bytes).indexOf(subject, at + 1)) {
    overwritten.fill(0, Math.floor(at / 64) * 64 - 128, Math.floor(at / 64) * 64 + 1024);
  }
  const reading = readAll(pstReader, memorySource(overwritten));
  expect(recovered(reading)).toEqual([]);
  const remains = reading.diagnostics.filter(({ code }) => code === 'remains-unreadable');
  expect(remains.map(({ effect, detail }) => [effect, /^Old pages and blocks show 1 deleted items/.test(detail)])).toEqual([
    ['noted', true],
  ]);
});
