import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printOf, readBack, type ItemPrint } from '#test/support/pst-builder-readback.ts';
import { binary, writeStore, type MessageDescription } from '#test/support/pst-builder/index.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const folder = temporaryFolder('pst-builder');
const anna = { name: 'Anna Example', address: 'anna@example.org' };
function* mail(n: number): Generator<MessageDescription> {
  for (let i = 0; i < n; i++)
    yield {
      subject: `${i % 3 === 0 ? 'Re: ' : ''}Message ${i}`,
      sender: anna,
      text: 'Hello ' + 'x'.repeat((i * 37) % 9000),
      headers: `From: anna@example.org\r\nSubject: x${i}\r\n\r\n`,
      sent: new Date(1.6e12 + i * 1e6),
      recipients: [{ kind: 'to' as const, name: 'Bob', address: 'bob@example.org' }],
      attachments:
        i % 5 === 0
          ? [
              { kind: 'data', name: 'a.bin', content: Buffer.alloc(i * 1000 + 1, 7) },
              {
                kind: 'message',
                message: { subject: 'Inner', text: 'x', attachments: [{ kind: 'data', name: 'b', content: Buffer.from('b') }] },
              },
              { kind: 'ole', name: 'ole', content: Buffer.from('ole') },
              { kind: 'reference', name: 'ref.doc', path: '\\\\server\\ref.doc' },
            ]
          : [],
    };
}

test('libpff reads back what was stored', () => {
  const path = join(folder, 'a.pst');
  const stored = new Map<number, ItemPrint>();
  const truth = writeStore(
    path,
    {
      folders: [
        {
          name: 'Inbox',
          messages: mail(60),
          folders: [{ name: 'Sub', messages: mail(3) }],
          associated: [{ messageClass: 'IPM.Rule.Version2.Message', properties: [binary(0x0e99, Buffer.from('abcd'))] }],
        },
      ],
      searchFolders: [{ name: 'All', matches: () => true }],
    },
    (message) => stored.set(message.truth.nodeId, printOf(message)),
  );
  const read = readBack(path);
  expect(read.isDamaged).toBe(false);
  expect(read.folders.map(({ path, counts }) => [path.join('/'), counts])).toEqual(
    // libpff takes the table of results for the one of associated items.
    truth.folders.map(({ path, messages, associated, folders, isSearch }) => [
      path.join('/'),
      isSearch ? { messages: associated, associated: messages, folders } : { messages, associated, folders },
    ]),
  );
  expect(Object.fromEntries(read.items)).toEqual(Object.fromEntries(stored));
});
