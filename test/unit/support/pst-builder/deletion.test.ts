import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBack } from '#test/support/pst-builder-readback.ts';
import { generatedStore, writeStore, type Deletion, type FolderDescription, type StoreFormat } from '#test/support/pst-builder/index.ts';
import { checkStructure, nodesOnPage, pagesOfType } from '#test/support/pst-structure.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const folder = temporaryFolder('pst-deletion');
let stores = 0;

/** Writes a store with an Inbox and looks at it from below and through libpff. */
function buildStore(format: StoreFormat, inbox: Omit<FolderDescription, 'name'>) {
  stores += 1;
  const path = join(folder, `${stores}.pst`);
  const truth = writeStore(path, { format, encoding: 'none', folders: [{ name: 'Inbox', ...inbox }] });
  const bytes = readFileSync(path);
  const structure = checkStructure(bytes);
  expect(structure.faults).toEqual([]);
  const read = readBack(path);
  expect(read.isDamaged).toBe(false);
  const nodeIds = new Set(structure.nodes.map(({ nodeId }) => nodeId));
  return { truth, bytes, structure, read, nodeIds };
}

describe.each(['unicode', 'ansi'] as const)('in a store of the format %s', (format) => {
  const build = (inbox: Omit<FolderDescription, 'name'>) => buildStore(format, inbox);
  const stored = (value: string): Buffer => Buffer.from(value, format === 'unicode' ? 'utf16le' : 'latin1');

  describe('a message that is deleted', () => {
    const around = (deletion: Deletion) =>
      build({ messages: [{ subject: 'before' }, { subject: 'the deleted', deletion }, { subject: 'after' }] });
    const cases = ['unlinked', 'freed', 'superseded'] as const;

    test.each(cases)('%s: is listed by no folder, and its bytes are still there', (deletion) => {
      const { truth, read, bytes } = around(deletion);
      expect(truth.messages.map(({ subject, state }) => [subject, state])).toEqual([
        ['before', 'live'],
        ['the deleted', deletion],
        ['after', 'live'],
      ]);
      const [before, deleted, after] = truth.messages.map(({ nodeId }) => nodeId);
      expect(read.folders.find(({ path }) => path.at(-1) === 'Inbox')?.messages).toEqual([before, after]);
      expect(read.items.has(deleted ?? 0)).toBe(false);
      expect(bytes.includes(stored('the deleted'))).toBe(true);
    });

    test('unlinked: keeps its node', () => {
      const { truth, structure } = around('unlinked');
      const deleted = truth.messages[1];
      expect(structure.nodes.find(({ nodeId }) => nodeId === deleted?.nodeId)).toMatchObject({ parent: deleted?.folderNodeId });
    });

    test.each(['freed', 'superseded'] as const)('%s: has no node, and none of its blocks is listed', (deletion) => {
      const { truth, nodeIds, structure, bytes } = around(deletion);
      expect(nodeIds.has(truth.messages[1]?.nodeId ?? 0)).toBe(false);
      const at = bytes.indexOf(stored('the deleted'));
      expect(structure.blocks.filter(({ offset, size }) => offset <= at && at < offset + size)).toEqual([]);
    });

    test.each([
      ['freed', false],
      ['superseded', true],
    ] as const)('%s: pages of earlier trees list it: %s', (deletion, isListed) => {
      const { truth, bytes } = around(deletion);
      const deleted = truth.messages[1]?.nodeId ?? 0;
      const stale = pagesOfType(bytes, 0x81).filter((offset) => !truth.nodeTreePages.includes(offset));
      expect(stale.length > 0).toBe(isListed);
      expect(stale.flatMap((page) => nodesOnPage(bytes, page)).includes(deleted)).toBe(isListed);
      expect(truth.nodeTreePages.flatMap((page) => nodesOnPage(bytes, page))).not.toContain(deleted);
    });
  });

  test('an earlier version of a message lies in free space, where earlier pages lead to it', () => {
    const { truth, bytes, read, structure } = build({ messages: [{ subject: 'new words', earlier: { subject: 'old words' } }] });
    const [earlier, current] = truth.messages;
    expect([earlier?.state, current?.state]).toEqual(['earlier', 'live']);
    expect(earlier?.nodeId).toBe(current?.nodeId);
    expect(read.items.size).toBe(1);
    const holder = (words: string) => {
      const at = bytes.indexOf(stored(words));
      expect(at).toBeGreaterThan(0);
      return structure.blocks.filter(({ offset, size }) => offset <= at && at < offset + size);
    };
    expect(holder('old words')).toEqual([]);
    const stale = pagesOfType(bytes, 0x81).filter((offset) => !truth.nodeTreePages.includes(offset));
    expect(stale.flatMap((page) => nodesOnPage(bytes, page))).toContain(earlier?.nodeId);
  });

  describe('a message that is deleted and overwritten', () => {
    const words = Array.from({ length: 12_000 }, (_, index) => `w${index}`).join(' ');
    const message = { subject: 'the deleted', text: words };

    test('is gone where another of its size takes its space', () => {
      const { truth, bytes, nodeIds } = build({
        messages: [
          { ...message, deletion: 'overwritten' },
          { subject: 'the other one', text: words.toUpperCase() },
        ],
      });
      expect(truth.messages[0]?.state).toBe('overwritten');
      expect(nodeIds.has(truth.messages[0]?.nodeId ?? 0)).toBe(false);
      expect(bytes.includes(stored('w11990 w11991'))).toBe(false);
      expect(bytes.includes(stored('W11990 W11991'))).toBe(true);
    });

    test('is there in part where less takes its space', () => {
      const { bytes } = build({ messages: [{ ...message, deletion: 'overwritten' }, { subject: 'small' }] });
      expect(bytes.includes(stored('w1 w2 w3'))).toBe(false);
      expect(bytes.includes(stored('w11990 w11991'))).toBe(true);
    });
  });

  describe('a folder that is deleted', () => {
    const description = (deletion: Deletion): Omit<FolderDescription, 'name'> => ({
      messages: [{ subject: 'stays' }],
      folders: [
        { name: 'Gone', deletion, messages: [{ subject: 'goes too' }], folders: [{ name: 'Below', messages: [{ subject: 'and this' }] }] },
      ],
    });

    test.each(['unlinked', 'freed', 'superseded', 'overwritten'] as const)('%s: takes away what is in it', (deletion) => {
      const { truth, read, nodeIds } = build(description(deletion));
      expect(read.folders.map(({ path }) => path.at(-1))).not.toContain('Gone');
      expect(read.items.size).toBe(1);
      const gone = [...truth.folders, ...truth.messages].filter(({ state }) => state === deletion);
      expect(gone).toHaveLength(4);
      for (const { nodeId } of gone) expect(nodeIds.has(nodeId)).toBe(deletion === 'unlinked');
    });
  });

  test('a deleted message has no earlier version here', () => {
    expect(() => build({ messages: [{ deletion: 'freed', earlier: {} }] })).toThrow(RangeError);
  });

  test('a generated store has as many deletions as asked for, spread over its ways and folders', () => {
    const path = join(folder, `generated-${format}.pst`);
    const truth = writeStore(path, generatedStore({ format, messages: 300, deleted: 30, folders: 4, averageBytes: 6000, seed: 3 }));
    const messages = truth.messages.filter(({ kind }) => kind === 'message');
    expect(messages).toHaveLength(300);
    const count = (state: string): number => messages.filter((message) => message.state === state).length;
    expect([count('live'), count('unlinked'), count('freed'), count('superseded')]).toEqual([270, 10, 10, 10]);
    const folders = new Set(messages.filter(({ state }) => state !== 'live').map(({ folderNodeId }) => folderNodeId));
    expect(folders.size).toBeGreaterThan(1);
    expect(checkStructure(readFileSync(path)).faults).toEqual([]);
    expect(readBack(path).items.size).toBe(270 + 4);
  });
});
