import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outlookItemReader } from '#formats/outlook-item/index.ts';
import type { Property, StoreItem } from '#formats/pst/store-item.ts';
import { pstReader } from '#formats/pst/index.ts';
import { openStructureItem } from '#formats/pst/structure/structure-item.ts';
import { openStructure } from '#formats/pst/structure/store-structure.ts';
import { tnefReader } from '#formats/tnef/index.ts';
import type { MessageDraft } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import type { BuiltProperty } from '#test/support/outlook/properties.ts';
import { savedItem, type SavedItem } from '#test/support/outlook/saved-item.ts';
import { tnef, type BuiltTnef } from '#test/support/outlook/tnef.ts';
import { writeStore } from '#test/support/pst-builder/index.ts';
import { readSource } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const path = join(temporaryFolder('same-as-store'), 'store.pst');
const truth = writeStore(path, {
  folders: [
    {
      name: 'Inbox',
      messages: [
        {
          subject: 'RE: Figures',
          sender: { name: 'Anna', address: 'anna@example.org' },
          recipients: [
            { kind: 'to', name: 'Ben', address: 'ben@example.org' },
            { kind: 'cc', name: 'Cyd', address: 'cyd@example.net' },
          ],
          headers: 'Received: by mx\r\nFrom: anna@example.org\r\nSubject: RE: Figures\r\n\r\n',
          html: '<p>Grüße</p>',
          text: 'Grüße',
          sent: new Date('2024-03-01T10:00:00Z'),
          received: new Date('2024-03-01T10:00:05Z'),
          flags: 1,
          lastVerb: { verb: 104, at: new Date('2024-03-02T08:00:00Z') },
          autoForwarded: 'yes',
          messageId: '<1@example.org>',
          attachments: [
            { kind: 'data', name: 'a.bin', content: Buffer.alloc(5000, 7), contentType: 'application/x' },
            { kind: 'message', name: 'Inner', message: { subject: 'Inner', text: 'inner text' } },
          ],
        },
      ],
    },
  ],
});
const source = memorySource(readFileSync(path));
const stored = readSource(pstReader, source).messages.filter(({ observed }) => observed.allocation === 'allocated');

/** The item as the store has it, opened by the engine that gives every value raw. */
function openStored(): StoreItem {
  const structure = openStructure(source);
  const { nodeId } = truth.messages.find(({ state }) => state === 'live') ?? { nodeId: 0 };
  const node = structure?.nodes.find(nodeId);
  const opened = structure === null || node == null ? null : openStructureItem(structure.items, nodeId, node);
  if (opened?.ok !== true) throw new Error("the builder's message is not there");
  return opened.value;
}

it('gives for a saved item the record of the same item in a store', () => {
  expect(stored).toHaveLength(2);
  const file = savedItem(itemOf(openStored()));
  const saved = readSource(outlookItemReader, memorySource(file)).messages;
  expect(saved.map(told)).toEqual(stored.map(told));
});

it('gives for a TNEF stream the record of the same item in a store', () => {
  const stream = tnef(tnefOf(openStored()));
  const read = readSource(tnefReader, memorySource(stream)).messages;
  expect(read.map(told)).toEqual(stored.map(told));
});

/** All of a record but where it stands and what its store says of its size. */
function told({ claimed, headers, headerOrigin, properties, bodies, attachments }: MessageDraft) {
  const facts = attachments.map(({ name, mediaType, sizeBytes, sha256, isMessage }) => ({ name, mediaType, sizeBytes, sha256, isMessage }));
  return { claimed: { ...claimed, folderPath: [] }, headers, headerOrigin, properties, bodies, facts };
}

/** Values of one value each; tables of a store, and what is the store's own, are left out. */
function propertiesOf(properties: readonly Property[]): BuiltProperty[] {
  return properties.flatMap(({ id, type, bytes, name }) =>
    bytes === null || type >= 0x1000 || type === 0x000d || name !== null ? [] : [{ id, type, value: bytes }],
  );
}

function itemOf(item: StoreItem): SavedItem {
  return {
    properties: propertiesOf(item.properties),
    recipients: [...item.recipients].map(propertiesOf),
    attachments: attachmentsOf(item).map(({ properties, message }) => ({
      properties,
      ...(message === null ? {} : { message: itemOf(message) }),
    })),
  };
}

function tnefOf(item: StoreItem): BuiltTnef {
  return {
    properties: propertiesOf(item.properties),
    recipients: [...item.recipients].map(propertiesOf),
    attachments: attachmentsOf(item).map(({ properties, message }) => ({
      title: '',
      properties: properties.filter(({ id }) => id !== 0x3701),
      ...(message === null
        ? { data: properties.find(({ id }) => id === 0x3701)?.value ?? new Uint8Array(0) }
        : { message: tnefOf(message) }),
    })),
  };
}

function attachmentsOf(item: StoreItem): { properties: BuiltProperty[]; message: StoreItem | null }[] {
  return Array.from({ length: item.attachmentCount ?? 0 }, (_, index) => {
    const opened = item.openAttachment(index);
    if (!opened.ok) throw new Error(opened.error.message);
    const message = opened.value.type === 'message' ? opened.value.openMessage() : null;
    return { properties: propertiesOf(opened.value.properties), message: message?.ok === true ? message.value : null };
  });
}
