import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadInstalledLibpff } from 'libpff-wasm/node';
import { everyFolder, everyMessage, openBytes, subjectOf, textOf, value } from '#test/support/libpff-store.ts';
import { generatedStore, types as propertyTypes, writeStore, type StoreDescription } from '#test/support/pst-builder/index.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { describe, expect, test } from 'vitest';

const libpff = loadInstalledLibpff();
const folder = temporaryFolder('libpff-items');

function build(name: string, description: StoreDescription) {
  const path = join(folder, `${name}.pst`);
  const truth = writeStore(path, description);
  return { truth, bytes: readFileSync(path) };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('items of every kind', () => {
  const storage = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(20_000, 'OLE storage ')]);
  const { truth, bytes } = build('kinds', {
    password: 'secret',
    searchFolders: [{ name: 'Unread', matches: () => true }],
    folders: [
      {
        name: 'Hidden',
        properties: [{ id: 0x10f4, type: propertyTypes.boolean, bytes: Uint8Array.of(1) }],
        messages: [
          {
            subject: 'Kinds',
            recipients: Array.from({ length: 700 }, (_, at) => ({
              kind: (['to', 'cc', 'bcc'] as const)[at % 3] ?? 'to',
              name: `Recipient ${at}`,
              address: `r${at}@example.org`,
            })),
            attachments: [
              { kind: 'ole', name: 'Drawing', content: storage },
              { kind: 'reference', name: 'Plan.docx', path: '\\\\server\\share\\Plan.docx' },
              { kind: 'message', message: { subject: 'Within', text: 'Inner text' } },
              { kind: 'data', name: 'Empty.txt', content: new Uint8Array(0) },
            ],
          },
        ],
      },
    ],
  });
  const store = openBytes(libpff, bytes);

  test('a password is told and keeps nothing back', () => {
    expect(store.facts.hasPassword).toBe(true);
    expect([...everyMessage(store)].map(subjectOf)).toEqual(['Kinds']);
  });

  test('search folders are marked, hidden folders have their property', () => {
    const folders = [...everyFolder(store)];
    expect(folders.filter(({ isSearchFolder }) => isSearchFolder).map(({ nodeId }) => nodeId)).toEqual(
      truth.folders.filter(({ isSearch }) => isSearch).map(({ nodeId }) => nodeId),
    );
    expect(
      folders
        .filter((open) => open.properties.some(({ id, bytes }) => id === 0x10f4 && bytes?.[0] === 1))
        .map((open) => textOf(open, 0x3001)),
    ).toEqual(['Hidden']);
  });

  test('every recipient comes, in order', () => {
    const [message] = everyMessage(store);
    expect(Array.from(message?.recipients ?? [], (properties) => textOf({ properties }, 0x3003))).toEqual(
      Array.from({ length: 700 }, (_, at) => `r${at}@example.org`),
    );
  });

  test('attachments come as what they are', () => {
    const types: string[] = [];
    for (const message of everyMessage(store)) {
      const attachments = Array.from({ length: message.attachmentCount ?? 0 }, (_, index) => value(message.openAttachment(index)));
      types.push(...attachments.map(({ type }) => type));
      const [ole, reference, attached, empty] = attachments;
      if (ole === undefined || reference === undefined || attached === undefined || empty === undefined) throw new Error('too few');
      expect(sha256(value(ole.read(0, 1_000_000)))).toBe(sha256(storage));
      expect(textOf(reference, 0x370d)).toBe('\\\\server\\share\\Plan.docx');
      expect(textOf(value(attached.openMessage()), 0x1000)).toBe('Inner text');
      expect(value(empty.read(0, 100))).toHaveLength(0);
    }
    expect(types).toEqual(['data', 'reference', 'message', 'data']);
  });
});

describe('deleted items', () => {
  const { truth, bytes } = build('deleted', generatedStore({ messages: 90, seed: 7, deleted: 30, averageBytes: 9000 }));
  const superseded = truth.messages.filter(({ state }) => state === 'superseded').map(({ subject }) => subject);

  test('are found where earlier tree pages lead to them, each once, and no other', () => {
    const store = openBytes(libpff, bytes);
    expect(superseded).toHaveLength(10);
    expect(value(store.recover('free'))).toBe(10);
    const found = Array.from({ length: 10 }, (_, index) => subjectOf(value(store.openStray('recovered', index))));
    expect(found.toSorted()).toEqual(superseded.toSorted());
  });

  test('are looked for once in an open store', () => {
    const store = openBytes(libpff, bytes);
    value(store.recover('free'));
    expect(store.recover('free')).toMatchObject({ ok: false, error: { isFatal: false } });
  });

  test('are none before they are looked for, nor is there one beyond the last', () => {
    const store = openBytes(libpff, bytes);
    expect(value(store.countStrays('orphan'))).toBe(0);
    expect(store.openStray('orphan', 0)).toMatchObject({ ok: false, error: { isFatal: false } });
    expect(store.openStray('recovered', -1)).toMatchObject({ ok: false, error: { isFatal: false } });
  });
});
