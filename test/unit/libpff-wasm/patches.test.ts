/**
 * What the patches to libpff change: 07, 08 and 10 to 14 by what goes wrong without them. 09 changes nothing but processor
 * time (its header says why that leaves nothing to ask for), so here stands what must be the same with it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { loadLibpff } from 'libpff-wasm';
import { loadInstalledLibpff } from 'libpff-wasm/node';
import { exampleFile, exampleStore } from '#test/support/example-stores.ts';
import { digestOf, everyFolder, everyMessage, openBytes, subjectOf, survey, value } from '#test/support/libpff-store.ts';
import { binary, generatedStore, integer32, writeStore, zeroPage } from '#test/support/pst-builder/index.ts';
import { relocatedStore, sealPage } from '#test/support/relocated-store.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { describe, expect, test } from 'vitest';

const libpff = loadInstalledLibpff();
const module = readFileSync(new URL('../../../resources/libpff-wasm/dist/libpff.wasm', import.meta.url));
const folder = temporaryFolder('libpff-patches');
const enron = exampleStore('enron');
const outlook = exampleStore('outlook');

describe('07 index-lookup', () => {
  test('does not follow a page of the block index that leads to itself', () => {
    const path = join(folder, 'cycle.pst');
    const truth = writeStore(path, { ...generatedStore({ messages: 20, seed: 1 }), greatestFanout: 2 });
    const bytes = readFileSync(path);
    const branches = truth.blockTreePages.filter((page) => (bytes[page + 491] ?? 0) === 2);
    expect(branches.length).toBeGreaterThan(1);
    for (const page of branches) {
      bytes.copy(bytes, page + 8, page + 504, page + 512);
      bytes.writeBigUInt64LE(BigInt(page), page + 16);
      sealPage(bytes, page);
    }
    expect(survey(libpff, bytes)).toMatchObject({ isDead: false });
  });

  test('keeps nothing of what it looked up', () => {
    const attachments = Array.from({ length: 40 }, (_, at) => ({ kind: 'data', name: String(at), content: Buffer.alloc(10, at) }) as const);
    const path = join(folder, 'many-blocks.pst');
    writeStore(path, {
      greatestFanout: 20,
      folders: [{ name: 'Inbox', messages: Array.from({ length: 400 }, (_, at) => ({ subject: String(at), attachments })) }],
    });
    const store = openBytes(libpff, readFileSync(path));
    const inbox = [...everyFolder(store)].find(({ counts }) => counts.messages === 400);
    const read = (from: number, to: number): number => {
      for (let row = from; row < to; row += 1) {
        const message = value(inbox?.openMessage(row) ?? store.message(0));
        for (let index = 0; index < attachments.length; index += 1) value(message.openAttachment(index)).close();
        message.close();
      }
      return store.memoryBytes;
    };
    const first = read(0, 10);
    // A tree of the 16,000 blocks that are found takes 12 MiB.
    expect(read(10, 400) - first).toBeLessThan(8 * 1024 * 1024);
  });

  test('finds what lies beyond 4 GiB', () => {
    const store = value(libpff.openStore(relocatedStore(enron, 5 * 2 ** 30)));
    expect(digestOf(store)).toBe(digestOf(openBytes(libpff, enron)));
  });
});

describe('08 data-tree-sizes', () => {
  test('inflates each block of a large value once', () => {
    const inflated: string[] = [];
    const counting = loadLibpff(module, {
      inflate: (compressed) => {
        inflated.push(createHash('sha256').update(compressed).digest('hex'));
        return inflateSync(compressed);
      },
    });
    const original = exampleFile('attachments/Clinometer Usage.pdf');
    let met = 0;
    for (const message of everyMessage(openBytes(counting, outlook))) {
      for (let index = 0; index < (message.attachmentCount ?? 0); index += 1) {
        inflated.length = 0;
        const attachment = value(message.openAttachment(index));
        if (attachment.sizeBytes === original.length && inflated.length > 0) {
          met += 1;
          expect(new Set(inflated).size).toBe(inflated.length);
        }
        attachment.close();
      }
    }
    expect(met).toBeGreaterThan(0);
  });
});

describe('09 named-property-index', () => {
  test('finds the name of each of many properties', () => {
    const guid = '11111111-2222-3333-4444-555555555555';
    const names = Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? 0x8100 + at : `name ${String(at)}`));
    const path = join(folder, 'names.pst');
    writeStore(path, {
      folders: [{ name: 'Inbox', messages: [{ subject: 'named', properties: names.map((name, at) => integer32({ guid, name }, at)) }] }],
    });
    const [message] = everyMessage(openBytes(libpff, readFileSync(path)));
    const found = (message?.properties ?? []).flatMap(({ name, bytes }) => (name === null || bytes === null ? [] : [[name, bytes[0]]]));
    expect(found).toEqual(names.map((name, at) => [{ guid, name }, at & 0xff]));
  });
});

describe('10 host-inflate', () => {
  const asked: number[] = [];
  const digestWith = (inflate?: (compressed: Uint8Array, sizeBytes: number) => Uint8Array | null): string =>
    digestOf(openBytes(loadLibpff(module, inflate === undefined ? {} : { inflate }), outlook));
  const own = digestWith();

  test('gives what the own decoder gives', () => {
    const host = digestWith((compressed, sizeBytes) => {
      asked.push(sizeBytes);
      return inflateSync(compressed);
    });
    expect(asked.length).toBeGreaterThan(100);
    expect(host).toBe(own);
  });

  test.each([
    ['cannot', () => null],
    ['gives too little', () => new Uint8Array(3)],
  ])('falls back on the own decoder where the host %s', (_, inflate) => {
    expect(digestWith(inflate)).toBe(own);
  });
});

describe('11 damaged-blocks', () => {
  test('says which message was read from a block that does not match its checksum', () => {
    const path = join(folder, 'checksum.pst');
    writeStore(path, {
      encoding: 'none',
      folders: [{ name: 'Inbox', messages: ['First', 'Second', 'Third'].map((subject) => ({ subject, text: `${subject} needle` })) }],
    });
    const bytes = readFileSync(path);
    const at = bytes.indexOf(Buffer.from('Second needle', 'utf16le'));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const troubled = [];
    for (const message of everyMessage(openBytes(libpff, bytes))) {
      if (message.troubles.some(({ part }) => part === 'blocks')) troubled.push(subjectOf(message));
    }
    expect(troubled).toEqual(['Second']);
  });

  test.each([['enron', enron] as const, ['outlook', outlook] as const])('says nothing of the sound store %s', (_, bytes) => {
    for (const message of everyMessage(openBytes(libpff, bytes))) expect(message.troubles).toEqual([]);
  });
});

describe('12 recovery-bad-entries', () => {
  test('recovers past a damaged page of the index', () => {
    const path = join(folder, 'recovery.pst');
    const truth = writeStore(path, generatedStore({ messages: 60, averageBytes: 8000, deleted: 20, deletions: ['superseded'], seed: 3 }));
    zeroPage(path, truth.blockTreePages[0] ?? 0);
    const store = openBytes(libpff, readFileSync(path));
    expect(value(store.recover('free'))).toBe(20);
    const subjects = Array.from({ length: 20 }, (_, index) => subjectOf(value(store.openStray('recovered', index))));
    expect(subjects.toSorted()).toEqual(
      truth.messages
        .filter(({ state }) => state === 'superseded')
        .map(({ subject }) => subject)
        .toSorted(),
    );
  });
});

describe('13 named-property-numbers', () => {
  const propertySet = '11111111-2222-3333-4444-555555555555';

  test('reads no named property as the data of an attachment', () => {
    const path = join(folder, 'numbers.pst');
    // An attachment by value (PidTagAttachMethod) whose value is lost.
    const byValue = integer32(0x3705, 1);
    // PidTagAttachDataBinary has the number 0x3701, and so may a property of any set.
    const attachment = {
      kind: 'reference',
      name: 'a',
      path: '/a',
      properties: [byValue, binary({ guid: propertySet, name: 0x3701 }, Buffer.from('not its data'))],
    } as const;
    writeStore(path, { folders: [{ name: 'Inbox', messages: [{ subject: 'numbers', attachments: [attachment] }] }] });
    for (const message of everyMessage(openBytes(libpff, readFileSync(path)))) {
      const opened = value(message.openAttachment(0));
      expect([opened.type, opened.sizeBytes]).toEqual(['unknown', null]);
      opened.close();
    }
  });

  test.each([
    ['PS_MAPI', '00020328-0000-0000-c000-000000000046'],
    ['PS_PUBLIC_STRINGS', '00020329-0000-0000-c000-000000000046'],
  ])('names the set %s of properties with a number', (_, guid) => {
    const path = join(folder, `${guid}.pst`);
    writeStore(path, { folders: [{ name: 'Inbox', messages: [{ subject: 'sets', properties: [integer32({ guid, name: 7 }, 1)] }] }] });
    const [message] = everyMessage(openBytes(libpff, readFileSync(path)));
    expect(message?.properties.flatMap(({ name }) => (name === null ? [] : [name]))).toEqual([{ guid, name: 7 }]);
  });
});

describe('memory', () => {
  test('does not grow when everything is read again', () => {
    const store = openBytes(libpff, enron);
    digestOf(store);
    const once = store.memoryBytes;
    for (let again = 0; again < 3; again += 1) digestOf(store);
    expect(store.memoryBytes).toBe(once);
  });
});

describe('14 row-identifiers', () => {
  const path = join(folder, 'many-rows.pst');
  writeStore(path, {
    folders: [{ name: 'Inbox', messages: Array.from({ length: 10_000 }, (_, at) => ({ subject: `row ${String(at)}` })) }],
  });

  test('keeps of the rows of a folder only what identifies them', () => {
    const store = openBytes(libpff, readFileSync(path));
    const before = store.memoryBytes;
    const inbox = [...everyFolder(store)].find(({ counts }) => counts.messages === 10_000);
    expect(inbox?.contents('messages')).toMatchObject({ ok: true, value: { length: 10_000 } });
    // All columns of as many rows take 32 MiB, the pages of the file half of that.
    expect(store.memoryBytes - before).toBeLessThan(24 * 1024 * 1024);
  });

  test('opens every row as the message that it stands for', () => {
    const store = openBytes(libpff, readFileSync(path));
    expect(Array.from(everyMessage(store), subjectOf).sort()).toEqual(
      Array.from({ length: 10_000 }, (_, at) => `row ${String(at)}`).sort(),
    );
  });
});
