import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Message, Outcome, Property, Store } from 'libpff-wasm';
import { loadInstalledLibpff } from 'libpff-wasm/node';
import type { StoreAttachment, StoreItem } from '#formats/pst/store-item.ts';
import { nodeTypes, typeOfNode } from '#formats/pst/structure/node-types.ts';
import { openStructure, type StoreStructure } from '#formats/pst/structure/store-structure.ts';
import { openStructureItem } from '#formats/pst/structure/structure-item.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { describe, expect, test } from 'vitest';

/** The engine of `structure/` against libpff, item by item and byte by byte. */
const examples = [
  { name: 'enron', file: exampleStorePath('enron'), facts: 'NBT msg 71 fai 0' },
  { name: 'outlook', file: exampleStorePath('outlook'), facts: 'NBT msg 183 fai 31' },
  { name: 'outlookPdf', file: exampleStorePath('outlookPdf'), facts: 'NBT msg 162 fai 17' },
];
const corpusStores = inventory('pst/').flatMap(({ path, facts }) => {
  const file = corpusPath(path);
  return file === null ? [] : [{ name: basename(path), file, facts }];
});
if (corpusStores.length === 0) console.info(skipReason);
const stores = [...examples, ...corpusStores];
const libpff = loadInstalledLibpff();

function structureOf(file: string): StoreStructure {
  const structure = openStructure(memorySource(readFileSync(file)));
  if (structure === null) throw new Error('no structure');
  return structure;
}

function nodesOf(structure: StoreStructure, type: number): number[] {
  return [...structure.nodes.all()].map(({ nodeId }) => nodeId).filter((nodeId) => typeOfNode(nodeId) === type);
}

describe('messages and associated items are counted as the inventory has them', () => {
  test.each(stores)('$name', ({ file, facts }) => {
    const structure = structureOf(file);
    const count = (type: number): string => String(nodesOf(structure, type).length);
    expect(`NBT msg ${count(nodeTypes.message)} fai ${count(nodeTypes.associated)}`).toBe(facts);
    expect(structure.isTreeWhole).toBe(true);
  });
});

function valueOf({ bytes, sizeBytes, isReadable }: Property): unknown {
  return [sizeBytes, isReadable, bytes === null ? null : Buffer.from(bytes).toString('latin1')];
}

function printOf(property: Property): unknown {
  return [property.id, property.name, property.type, valueOf(property)];
}

// libpff also gives the cells of a row that do not exist, as zeros or nothing, and all in another order.
function recipientPrints(item: StoreItem, other: StoreItem): unknown {
  const others = [...other.recipients];
  return [...item.recipients].map((row, index) => {
    const both = new Set(others[index]?.map(({ id }) => id));
    const shared = row.filter(({ id }) => both.has(id)).sort((one, two) => one.id - two.id);
    return shared.map((property) => [property.id, property.type, valueOf(property)]);
  });
}

function content(attachment: StoreAttachment): unknown {
  const piece = attachment.type === 'data' ? attachment.read(0, 16 * 1024 * 1024) : null;
  return piece === null ? null : piece.ok ? Buffer.from(piece.value).toString('base64') : 'unreadable';
}

function compareItems(theirs: StoreItem, ours: StoreItem): void {
  expect(ours.properties.map(printOf)).toEqual(theirs.properties.map(printOf));
  expect([...ours.recipients].length).toBe([...theirs.recipients].length);
  expect(recipientPrints(ours, theirs)).toEqual(recipientPrints(theirs, ours));
  expect(ours.troubles).toEqual(theirs.troubles);
  expect(ours.attachmentCount).toBe(theirs.attachmentCount);
  for (let index = 0; index < (theirs.attachmentCount ?? 0); index += 1) {
    const [their, our] = [opened(theirs.openAttachment(index)), opened(ours.openAttachment(index))];
    expect([our.type, our.sizeBytes, content(our)]).toEqual([their.type, their.sizeBytes, content(their)]);
    expect(our.properties.map(printOf)).toEqual(their.properties.map(printOf));
    if (their.type === 'message') {
      const message = opened(their.openMessage());
      compareItems(message, opened(our.openMessage()));
      message.close();
    }
    their.close();
  }
}

function opened<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

describe('every message has the properties, recipients and attachments that libpff gives', () => {
  test.each(stores.filter(({ name }) => name !== 'AddingBulkMessagesWithImprovedPerformance.pst'))('$name', ({ file }) => {
    const structure = structureOf(file);
    const store: Store = opened(libpff.openStore(memorySource(readFileSync(file))));
    for (const nodeId of nodesOf(structure, nodeTypes.message)) {
      const theirs: Message = opened(store.message(nodeId));
      const node = structure.nodes.find(nodeId);
      if (node === null) throw new Error('listed, but not found');
      compareItems(theirs, opened(openStructureItem(structure.items, nodeId, node)));
      theirs.close();
    }
    store.close();
  });
});
