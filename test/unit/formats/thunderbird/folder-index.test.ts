import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { folderIndexReader } from '#formats/thunderbird/folder-index/folder-index-reader.ts';
import { fileStep, formatLocator, type FactDraft, type MessageDraft } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { roomIn, withUnreadable } from '#test/support/reading-room.ts';
import { readSource, unbalanced, type ReadOptions, type ReadResult } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { buildIndex, buildMailbox, messageScope } from '#test/support/thunderbird/build-index.ts';
import { buildMork } from '#test/support/thunderbird/build-mork.ts';

function factsOf(result: ReadResult): FactDraft[] {
  return result.outputs.flatMap((output) =>
    output.kind === 'record' && output.record.kind !== 'message' && output.record.kind !== 'file' ? [output.record] : [],
  );
}

const entriesOf = (result: ReadResult) => factsOf(result).flatMap((record) => (record.kind === 'index-entry' ? [record] : []));
const eventsOf = (result: ReadResult) => factsOf(result).flatMap((record) => (record.kind === 'event' ? [record.claimed] : []));
const settingsOf = (result: ReadResult) =>
  factsOf(result).flatMap((record) => (record.kind === 'setting' && record.claimed.setting === 'client-setting' ? [record.claimed] : []));

function read(bytes: Uint8Array, options: ReadOptions = {}): ReadResult {
  const result = readSource(folderIndexReader, memorySource(bytes), {
    fileName: 'Inbox.msf',
    locator: [fileStep('Inbox.msf')],
    ...options,
  });
  expect(unbalanced(result)).toEqual([]);
  return result;
}

/** Reads an index that lies in a folder beside other files. */
function readIn(files: Readonly<Record<string, Uint8Array | string>>): ReadResult {
  const root = temporaryFolder('folder-index');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const room = roomIn(root, []);
  const content = files['Inbox.msf'];
  const result = read(content instanceof Uint8Array ? content : new Uint8Array(0), room);
  room.close();
  return result;
}

const cellsOf = (id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'message-id': `${id}@example.org`,
  subject: `Subject of ${id}`,
  sender: 'Anna Example <anna@example.org>',
  recipients: 'boris@example.org, =?UTF-8?Q?Ren=C3=A9?= <rene@example.org>',
  ccList: 'chris@example.org',
  date: '395e7958',
  dateReceived: '395e7a00',
  flags: '1',
  ...more,
});
const mail = (id: string, header = '') => ({ id: `${id}@example.org`, text: `From: anna@example.org\n${header}\ntext of ${id}\n` });

test('says nothing of messages whose mailbox is there and cannot be read', () => {
  const root = temporaryFolder('folder-index');
  writeFileSync(join(root, 'Inbox'), buildMailbox([mail('one')]).bytes);
  const { bytes } = buildIndex({
    messages: [
      { key: 1, cells: cellsOf('one') },
      { key: 2, cells: cellsOf('two') },
    ],
  });
  for (const path of ['Inbox', '.']) {
    const room = withUnreadable(roomIn(root, []), path);
    const result = read(bytes, room);
    room.close();
    expect(entriesOf(result).map(({ claimed }) => claimed.inStore)).toEqual(['unknown', 'unknown']);
    expect(result.messages).toEqual([]);
  }
});

describe('a row', () => {
  it('says what the message is, in its own place', () => {
    const { bytes, places } = buildIndex({
      messages: [
        {
          key: 0x1a,
          cells: cellsOf('one', { flags: '10003017', keywords: '$label1 work', storeToken: '1042', 'gloda-id': '2a', account: 'account1' }),
        },
      ],
    });
    const [entry] = entriesOf(read(bytes));
    expect(entry).toMatchObject({
      observed: { range: places.get(`${messageScope}/26`), allocation: 'allocated', intact: true },
      claimed: {
        client: 'thunderbird',
        folderPath: ['Inbox'],
        messageId: '<one@example.org>',
        // The subject stands without the `Re:` that the flag 0x10 tells of.
        subject: 'Re: Subject of one',
        sender: 'Anna Example <anna@example.org>',
        date: { raw: '395e7958', instant: '2000-07-01T23:06:00.000Z', offsetMinutes: 0 },
        flags: ['attachment', 'flagged', 'forwarded', 'read', 'redirected', 'replied', 'tag:$label1', 'tag:work'],
        storedAt: 'offset 1042',
        inStore: 'unknown',
      },
    });
    expect(formatLocator(entry?.locator ?? [])).toBe('file:Inbox.msf|table:ns:msg:db:row:scope:msgs:all|row:1A');
    expect(entry?.claimed.facts).toContainEqual({ name: 'recipients', value: 'boris@example.org, René <rene@example.org>' });
    expect(entry?.claimed.facts).toContainEqual({ name: 'gloda-id', value: 42 });
  });

  it('does not take an old priority for a redirect', () => {
    const flagsOf = (flags: string): readonly string[] =>
      entriesOf(read(buildIndex({ messages: [{ key: 1, cells: cellsOf('a', { flags }) }] }).bytes))[0]?.claimed.flags ?? [];
    expect(flagsOf('2001')).toEqual(['read', 'redirected']);
    expect(flagsOf('a001')).toEqual(['read']);
    expect(flagsOf('6001')).toEqual(['read']);
    expect(flagsOf('zz')).toEqual([]);
  });

  it('is left out where an earlier attempt was lost', () => {
    const { bytes } = buildIndex({ messages: [1, 2].map((key) => ({ key, cells: cellsOf(String(key)) })) });
    const result = readSource(folderIndexReader, memorySource(bytes), { enter: (locator) => !formatLocator(locator).endsWith('row:1') });
    expect(entriesOf(result).map(({ claimed }) => claimed.messageId)).toEqual(['<2@example.org>']);
    expect(result.books.get('index file:evidence')).toMatchObject({ expected: 2, records: 1 });
  });
});

describe('beside its mailbox', () => {
  const mailbox = buildMailbox([mail('one'), mail('two'), mail('three', 'X-Mozilla-Status: 0009\n'), mail('four'), mail('')]);
  const at = (index: number): string => String(mailbox.offsets[index]);

  it('finds messages by place and identifier, and tells which are missing on either side', () => {
    const { bytes } = buildIndex({
      messages: [
        { key: 1, cells: cellsOf('one', { storeToken: at(0) }) },
        { key: 2, cells: cellsOf('two', { storeToken: '999999' }) },
        { key: 3, cells: cellsOf('gone', { storeToken: at(3), flags: '1001', bccList: 'secret@example.net' }) },
        // A message of another identifier at this place is not taken for it.
        { key: 4, cells: cellsOf('stranger', { storeToken: at(0) }) },
      ],
      folder: { numMsgs: '5', MRUTime: '1747364552' },
    });
    const result = readIn({ 'Inbox.msf': bytes, Inbox: mailbox.bytes });
    expect(entriesOf(result).map(({ claimed }) => [claimed.messageId, claimed.inStore])).toEqual([
      ['<one@example.org>', 'yes'],
      ['<two@example.org>', 'yes'],
    ]);
    const start = (mailbox.offsets[1] ?? 0) + 'From - Thu Jul 16 03:13:49 1998\n'.length;
    expect(entriesOf(result)[1]?.claimed.facts).toContainEqual({ name: 'found in the mailbox at offset', value: start });
    expect(result.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<gone@example.org>', '<stranger@example.org>']);
    expect(result.messages[0]).toMatchObject({
      headerOrigin: 'index',
      observed: { allocation: 'allocated', intact: false },
      claimed: {
        subject: 'Subject of gone',
        from: [{ name: 'Anna Example', address: 'anna@example.org' }],
        to: [
          { name: '', address: 'boris@example.org' },
          { name: 'René', address: 'rene@example.org' },
        ],
        cc: [{ name: '', address: 'chris@example.org' }],
        bcc: [{ name: '', address: 'secret@example.net' }],
        sent: { instant: '2000-07-01T23:06:00.000Z' },
        received: { instant: '2000-07-01T23:08:48.000Z' },
        flags: ['forwarded', 'read'],
      },
    } satisfies DeepPartial<MessageDraft>);
    // Not listed: the fourth, the one without identifier; the expunged one is no difference.
    const differences = result.diagnostics.filter(({ code }) => code === 'index-differs');
    expect(differences.map(({ locator }) => formatLocator(locator))).toEqual([
      'file:Inbox.msf|table:ns:msg:db:row:scope:dbfolderinfo:all|row:1',
      expect.stringMatching(/^file:Inbox\|bytes:\d+\+\d+$/),
      expect.stringMatching(/^file:Inbox\|bytes:\d+\+\d+$/),
    ]);
    expect(differences[0]?.detail).toBe('The index says that the folder has 5 messages, and lists 4.');
    expect(settingsOf(result)[0]?.values).toContainEqual({ name: 'messages in the mailbox that the index does not list', value: 2 });
    expect(settingsOf(result)[0]?.values).toContainEqual({ name: 'of these marked as expunged besides', value: 1 });
  });

  it('finds messages of old indexes, whose keys are places', () => {
    const { bytes } = buildIndex({ messages: [{ key: mailbox.offsets[3] ?? 0, cells: cellsOf('four') }] });
    expect(entriesOf(readIn({ 'Inbox.msf': bytes, Inbox: mailbox.bytes })).map(({ claimed }) => claimed.inStore)).toEqual(['yes']);
  });

  it('gives each of equal messages once', () => {
    const same = buildMailbox([mail('same'), mail('same'), mail('same')]);
    const messages = [1, 2, 3, 4].map((key) => ({ key, cells: cellsOf('same', { storeToken: String(same.offsets[0]) }) }));
    const result = readIn({ 'Inbox.msf': buildIndex({ messages }).bytes, Inbox: same.bytes });
    expect([entriesOf(result).length, result.messages.length]).toEqual([3, 1]);
  });

  it('looks into a Maildir', () => {
    const messages = ['a', 'b'].map((id, index) => ({ key: index + 1, cells: cellsOf(id, { storeToken: `${id}.eml` }) }));
    const result = readIn({
      'Inbox.msf': buildIndex({ messages }).bytes,
      'Inbox/cur/a.eml': 'From: a@b.example\n\nx',
      'Inbox/cur/c.eml': 'x',
    });
    expect(entriesOf(result).map(({ claimed }) => [claimed.messageId, claimed.storedAt])).toEqual([['<a@example.org>', 'a.eml']]);
    expect(result.messages.map(({ claimed }) => claimed.messageId)).toEqual(['<b@example.org>']);
    expect(result.codes).toEqual(['index-differs file:Inbox/cur/c.eml']);
  });

  it('takes all messages for its own where no mailbox lies beside it: they are on the server, or gone', () => {
    const result = readIn({ 'Inbox.msf': buildIndex({ messages: [{ key: 1, cells: cellsOf('a') }] }).bytes });
    expect(result.messages.map(({ headerOrigin }) => headerOrigin)).toEqual(['index']);
  });

  it('leaves the comparison out where it hung before, and books it', () => {
    const large = buildMailbox(
      Array.from({ length: 18 }, (_, index) => ({ ...mail(String(index)), text: `From: a@b.example\n\n${'x'.repeat(1024 * 1024)}\n` })),
    );
    const root = temporaryFolder('folder-index');
    writeFileSync(join(root, 'Inbox'), large.bytes);
    const room = roomIn(root, []);
    const entered: string[] = [];
    const { bytes } = buildIndex({ messages: [{ key: 1, cells: cellsOf('0', { storeToken: '0' }) }] });
    const readWith = (isHung: (place: string) => boolean): ReadResult =>
      readSource(folderIndexReader, memorySource(bytes), {
        ...room,
        fileName: 'Inbox.msf',
        enter: (locator) => {
          entered.push(formatLocator(locator));
          return !isHung(formatLocator(locator));
        },
      });
    expect(entriesOf(readWith(() => false)).map(({ claimed }) => claimed.inStore)).toEqual(['yes']);
    // While it goes through a large mailbox it tells that it gets on.
    expect(entered[0]).toBe('file:Inbox.msf|beside:Inbox');
    const hung = readWith((place) => place.includes('beside:'));
    room.close();
    expect(entriesOf(hung).map(({ claimed }) => claimed.inStore)).toEqual(['unknown']);
    expect(hung.books.get('index file:Inbox.msf')).toMatchObject({ expected: 2, records: 1 });
  });

  it('counts on where it stops listing differences', () => {
    const many = buildMailbox(Array.from({ length: 120 }, (_, index) => mail(String(index))));
    const result = readIn({ 'Inbox.msf': buildIndex({ messages: [] }).bytes, Inbox: many.bytes });
    const differences = result.diagnostics.filter(({ code }) => code === 'index-differs');
    expect(differences.length).toBe(51);
    expect(differences.at(-1)?.detail).toBe('70 further messages lie in the mailbox, and the index does not list them.');
  });
});

describe('what was deleted', () => {
  const messages = ['one', 'two', 'three', 'four'].map((id, index) => ({
    key: index + 1,
    cells: cellsOf(id, { storeToken: String(index) }),
  }));

  it('is recovered from rows that were cut, emptied, or are listed nowhere', () => {
    const { bytes } = buildIndex({
      messages,
      later: ({ column, cells }) =>
        `@$\${A{@{1:${column(messageScope)} -2} [-2:${column(messageScope)}]@$$}A}@` +
        `@$\${B{@{1:${column(messageScope)} -3}[9:${column(messageScope)}${cells({ 'message-id': 'loose@example.org', subject: 'x' })}]@$$}B}@`,
    });
    const result = read(bytes);
    expect(entriesOf(result).map(({ claimed }) => claimed.messageId)).toEqual(['<one@example.org>', '<four@example.org>']);
    expect(result.messages.map(({ claimed, observed }) => [claimed.messageId, observed.allocation])).toEqual([
      ['<three@example.org>', 'deleted'],
      ['<loose@example.org>', 'orphan'],
      ['<two@example.org>', 'deleted'],
    ]);
    expect(result.books.get('recovered-items file:Inbox.msf')).toMatchObject({ expected: 0, records: 0, recovered: 3 });
    expect(new Set(result.messages.map(({ locator }) => formatLocator(locator))).size).toBe(3);
  });

  it('is an index entry where the mailbox still holds it', () => {
    const mailbox = buildMailbox([mail('two')]);
    const { bytes } = buildIndex({ messages, later: ({ column }) => `@$\${A{@{1:${column(messageScope)} -2}@$$}A}@` });
    const result = readIn({ 'Inbox.msf': bytes, Inbox: mailbox.bytes });
    expect(entriesOf(result).map(({ claimed, observed }) => [claimed.messageId, claimed.inStore, observed.allocation])).toEqual([
      ['<two@example.org>', 'yes', 'deleted'],
    ]);
  });

  it('includes rows of transactions that the program ignores', () => {
    const { bytes } = buildIndex({
      messages,
      later: ({ column, cells }) => `@$\${A{@{1:${column(messageScope)} [7${cells({ 'message-id': 'late@example.org', subject: 'x' })}]}`,
    });
    const result = read(bytes);
    expect(result.messages.map(({ claimed, observed }) => [claimed.messageId, observed.allocation])).toEqual([
      ['<late@example.org>', 'orphan'],
    ]);
    expect(result.codes).toEqual([expect.stringMatching(/^index-damaged file:Inbox\.msf\|bytes:/)]);
    expect(result.diagnostics.map(({ effect }) => effect)).toEqual(['noted']);
  });
});

describe('the folder', () => {
  it('tells its properties, and its times as events', () => {
    const folder = {
      numMsgs: '0',
      expungedBytes: '7d0',
      MRUTime: '1747364552',
      MRMTime: '1747364000',
      folderDate: '6826aabe',
      folderName: 'Entwürfe',
      LastPurgeTime: 'Wed Feb 03 14:39:24 2010',
    };
    const result = read(buildIndex({ messages: [], folder }).bytes);
    expect(settingsOf(result)).toHaveLength(1);
    expect(settingsOf(result)[0]).toMatchObject({
      name: 'folder properties',
      folderPath: ['Inbox'],
      modified: { instant: '2025-05-16T02:53:20.000Z' },
    });
    expect(settingsOf(result)[0]?.values).toContainEqual({ name: 'expungedBytes', value: 2000 });
    expect(
      eventsOf(result).map(({ strength, operation, time, object }) => [strength, operation, time?.raw, time?.instant, object.name]),
    ).toEqual([
      ['OPENED', 'folder viewed', '1747364552', '2025-05-16T03:02:32.000Z', 'Entwürfe'],
      ['CHANGED', 'folder changed', '1747364000', '2025-05-16T02:53:20.000Z', 'Entwürfe'],
      [
        'CHANGED',
        'mailbox file written, as the index noted when it was last in step with it',
        '6826aabe',
        '2025-05-16T03:02:22.000Z',
        'Entwürfe',
      ],
      // Without a zone it names no instant.
      ['CHANGED', 'old messages looked for to be removed', 'Wed Feb 03 14:39:24 2010', null, 'Entwürfe'],
    ]);
  });

  it('tells what waits for the server', () => {
    const { bytes } = buildIndex({
      messages: [],
      later: ({ column, cells }) => `[5:${column('ns:msg:db:row:scope:ops:all')}${cells({ op: '10', moveDest: 'imap://a@b/Archive' })}]`,
    });
    expect(settingsOf(read(bytes)).map(({ name, values }) => [name, values])).toContainEqual([
      'operation that waits for the server',
      [
        { name: 'op', value: '10' },
        { name: 'moveDest', value: 'imap://a@b/Archive' },
      ],
    ]);
  });
});

it('is known by its content, whatever its name', () => {
  const chosen = (content: Uint8Array | string): string | null => chooseReader(memorySource(content), readers).reader?.id ?? null;
  expect(chosen(buildIndex({ messages: [] }).bytes)).toBe('thunderbird-index');
  expect(chosen('// <!-- <mdb:mork:z v="1.4"/> -->\n')).toBe('mork');
  expect(chosen('<mdb:mork:z v="1.4"/>')).toBeNull();
});

it('tells of damage and of limits', () => {
  const { bytes } = buildIndex({ messages: [1, 2, 3].map((key) => ({ key, cells: cellsOf(String(key)) })) });
  const damaged = Buffer.from(bytes.toString('latin1').replace('\n  [2', '\n  %[2'), 'latin1');
  expect(read(damaged).diagnostics.map(({ code, effect }) => [code, effect])).toEqual([['index-damaged', 'field-lost']]);
  const codes = (limits: NonNullable<ReadOptions['limits']>): string[] => read(bytes, { limits }).diagnostics.map(({ code }) => code);
  expect(codes({ indexRows: 2 })).toContain('limit-reached');
  expect(codes({ indexBytes: bytes.length - 60 })).toContain('limit-reached');
  expect(codes({ indexBytes: bytes.length })).toEqual([]);
});

it('adds up, of a file cut anywhere', () => {
  const { bytes } = buildIndex({ messages: [1, 2, 3].map((key) => ({ key, cells: cellsOf(String(key)) })) });
  for (let length = 40; length < bytes.length; length += 23) read(bytes.subarray(0, length));
});

it('stands names and values of thousands of characters', () => {
  const result = read(
    buildIndex({ messages: [{ key: 1, cells: cellsOf('a', { ['x'.repeat(4000)]: 'y'.repeat(9000), keywords: 'k '.repeat(5000) }) }] })
      .bytes,
  );
  const [entry] = entriesOf(result);
  const longest = Math.max(...(entry?.claimed.facts ?? []).map(({ name, value }) => name.length + String(value).length));
  expect(longest).toBeLessThan(4500);
  expect(entry?.claimed.flags.length).toBeLessThan(70);
});

type DeepPartial<T> = { readonly [K in keyof T]?: T[K] extends object | null ? DeepPartial<T[K]> : T[K] };

it('does not take the table of a thread for that of all messages where the name of their scope is damaged', () => {
  const scope = messageScope.replace('msgs', 'mXgs');
  const rows = ['one', 'two'].map((id, index) => ({ scope, id: index + 1, cells: cellsOf(id) }));
  const { bytes } = buildMork({
    tables: [
      { scope, id: 2, kind: 'ns:msg:db:table:kind:thread', rows: rows.slice(0, 1) },
      { scope, id: 1, kind: 'ns:msg:db:table:kind:msgs', rows },
    ],
  });
  const result = read(bytes);
  expect(entriesOf(result).map(({ claimed }) => claimed.messageId)).toEqual(['<one@example.org>', '<two@example.org>']);
  expect(result.messages).toEqual([]);
});

it('is known, and tells its messages, where the name of their scope is damaged', () => {
  const { bytes: whole } = buildIndex({
    messages: [
      { key: 1, cells: cellsOf('one') },
      { key: 2, cells: cellsOf('two') },
    ],
  });
  const text = Buffer.from(whole).toString('latin1');
  const spoilt = Buffer.from(text.replace(messageScope, messageScope.replace('msgs', 'mXgs')), 'latin1');
  expect(spoilt.equals(Buffer.from(whole))).toBe(false);
  expect(chooseReader(memorySource(spoilt), readers).reader?.id).toBe('thunderbird-index');
  expect(entriesOf(read(spoilt)).map(({ claimed }) => claimed.messageId)).toEqual(['<one@example.org>', '<two@example.org>']);
});
