import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadLibpff } from 'libpff-wasm';
import { loadInstalledLibpff } from 'libpff-wasm/node';
import { describe, expect, test } from 'vitest';
import { exampleFile, exampleStore } from '#test/support/example-stores.ts';
import { everyFolder, everyMessage, openBytes, value } from '#test/support/libpff-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { trappingModule } from '#test/support/trapping-module.ts';

const libpff = loadInstalledLibpff();
const enron = exampleStore('enron');

describe('an open store', () => {
  test('says what it is', () => {
    const store = openBytes(libpff, enron);
    expect(store.facts).toEqual({
      contentType: 'pst',
      layout: 'unicode',
      encryption: 'compressible',
      isDamaged: false,
      hasPassword: false,
    });
    expect(value(store.properties()).length).toBeGreaterThan(5);
    store.close();
  });

  test('of Outlook 2013 has 4 KiB pages', () => {
    expect(openBytes(libpff, exampleStore('outlook')).facts).toMatchObject({
      contentType: 'ost',
      layout: 'unicode-4k',
    });
  });

  test('gives its messages, each with its node identifier known before it is opened', () => {
    const store = openBytes(libpff, enron);
    const announced = [...everyFolder(store)].flatMap((folder) => [...value(folder.contents('messages'))]);
    expect(announced).toHaveLength(71);
    expect([...everyMessage(store)].map(({ nodeId }) => nodeId)).toEqual(announced);
  });

  test('gives properties as the store holds them, with the names of named ones', () => {
    const store = openBytes(libpff, exampleStore('outlook'));
    const properties = [...everyMessage(store)].flatMap((message) => message.properties);
    const subject = properties.find(({ id }) => id === 0x0037);
    expect(subject?.type).toBe(0x001f);
    expect(subject?.bytes?.length).toBe(subject?.sizeBytes);
    const named = properties.filter(({ name }) => name !== null);
    expect(named.every(({ id }) => id >= 0x8000)).toBe(true);
    // PidLidCommonStart of the property set PSETID_Common ([MS-OXPROPS] 2.60).
    expect(named).toContainEqual(
      expect.objectContaining({ name: { guid: '00062008-0000-0000-c000-000000000046', name: 0x8516 }, type: 0x0040 }),
    );
    expect(named.some(({ name }) => typeof name?.name === 'string')).toBe(true);
  });

  test('gives a value in pieces as it gives it whole', () => {
    const store = openBytes(libpff, enron);
    for (const message of everyMessage(store)) {
      const body = message.properties.find(({ id }) => id === 0x1000);
      if (body?.bytes == null || body.sizeBytes < 100) continue;
      const pieces = [value(message.readValue(body, 0, 60)), value(message.readValue(body, 60, body.sizeBytes))];
      expect(Buffer.concat(pieces).equals(body.bytes)).toBe(true);
      expect(value(message.readValue(body, body.sizeBytes, 10))).toHaveLength(0);
      return;
    }
    throw new Error('no message with a body');
  });

  test('gives the bytes of attachments, however large the pieces', () => {
    const store = openBytes(libpff, enron);
    let compared = 0;
    for (const message of everyMessage(store)) {
      for (let index = 0; index < (message.attachmentCount ?? 0); index += 1) {
        const attachment = value(message.openAttachment(index));
        const size = attachment.sizeBytes ?? 0;
        const hashOf = (pieceBytes: number): string => {
          const hash = createHash('sha256');
          for (let at = 0; at < size; at += pieceBytes) hash.update(value(attachment.read(at, pieceBytes)));
          return hash.digest('hex');
        };
        expect(hashOf(1000)).toBe(hashOf(size + 1));
        compared += 1;
        attachment.close();
      }
    }
    expect(compared).toBe(70);
  });

  test('gives the bytes of an attachment whose blocks are compressed, stored ones among them', () => {
    const store = openBytes(libpff, exampleStore('outlook'));
    const original = exampleFile('attachments/Clinometer Usage.pdf');
    const attached: Uint8Array[] = [];
    for (const message of everyMessage(store)) {
      for (let index = 0; index < (message.attachmentCount ?? 0); index += 1) {
        const attachment = value(message.openAttachment(index));
        if (attachment.sizeBytes === original.length) attached.push(value(attachment.read(0, original.length)).slice());
        attachment.close();
      }
    }
    expect(attached).toHaveLength(4);
    for (const bytes of attached) expect(Buffer.from(bytes).equals(original)).toBe(true);
  });
});

describe('trouble', () => {
  test('in a store is a value with the cause and the backtrace', () => {
    const opened = libpff.openStore(memorySource(new Uint8Array(4096)));
    expect(opened).toMatchObject({ ok: false, error: { isFatal: false } });
    if (opened.ok) return;
    expect(opened.error.message).toContain('signature');
    expect(opened.error.backtrace.split('\n').length).toBeGreaterThan(1);
  });

  test('of the medium is thrown as the source threw it', () => {
    const failed = new Error('the disk is gone');
    const source = {
      sizeBytes: enron.length,
      read: (offsetBytes: number, lengthBytes: number): Uint8Array => {
        if (offsetBytes > 0) throw failed;
        return enron.slice(offsetBytes, offsetBytes + lengthBytes);
      },
    };
    expect(() => libpff.openStore(source)).toThrow(failed);
  });

  test('that traps is a value, and says that the instance is dead', () => {
    const opened = loadLibpff(trappingModule()).openStore(memorySource(enron));
    expect(opened).toMatchObject({ ok: false, error: { isFatal: true } });
  });
});

describe('the module', () => {
  test('is the one that its provenance describes', () => {
    const dist = new URL('../../../resources/libpff-wasm/dist/', import.meta.url);
    const provenance = JSON.parse(readFileSync(new URL('provenance.json', dist), 'utf8')) as {
      module: { sha256: string };
      patches: { file: string; sha256: string }[];
    };
    const hashOf = (path: URL): string => createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(hashOf(new URL('libpff.wasm', dist))).toBe(provenance.module.sha256);
    expect(provenance.patches.length).toBeGreaterThan(0);
    for (const patch of provenance.patches) expect(hashOf(new URL(`../${patch.file}`, dist))).toBe(patch.sha256);
  });
});
