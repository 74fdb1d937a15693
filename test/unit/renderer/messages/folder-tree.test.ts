import { expect, test } from 'vitest';
import { evidenceIdOf } from '#model/index.ts';
import { treeMove, treeRows } from '#renderer/messages/folder-tree.ts';

const nodes = [
  ['store', 0],
  ['inbox', 1],
  ['2001', 2],
  ['may', 3],
  ['sent', 1],
  ['mbox', 0],
].map(([key, depth]) => ({
  key: String(key),
  name: String(key),
  depth: Number(depth),
  evidenceId: evidenceIdOf(1),
  messages: 1,
  messagesBelow: 1,
}));

const open = treeRows(nodes, new Set());

test('all folders are rows, with what is above and below them', () => {
  expect(open.map(({ node, children, parentKey }) => [node.key, children, parentKey])).toEqual([
    ['store', 'shown', null],
    ['inbox', 'shown', 'store'],
    ['2001', 'shown', 'inbox'],
    ['may', 'none', '2001'],
    ['sent', 'none', 'store'],
    ['mbox', 'none', null],
  ]);
});

test('a folded folder hides everything below it and nothing beside it', () => {
  const rows = treeRows(nodes, new Set(['inbox', '2001']));
  expect(rows.map(({ node }) => node.key)).toEqual(['store', 'inbox', 'sent', 'mbox']);
  expect(rows[1]?.children).toBe('folded');
});

test('a folder without children cannot be folded', () => {
  expect(treeRows(nodes, new Set(['mbox'])).at(-1)?.children).toBe('none');
});

test('arrows move as trees do', () => {
  const to = (key: string | null): unknown => ({ kind: 'to', key });
  expect(treeMove(open, null, 'ArrowDown')).toEqual(to('store'));
  expect(treeMove(open, 'store', 'ArrowUp')).toEqual(to(null));
  expect(treeMove(open, 'mbox', 'ArrowDown')).toEqual(to('mbox'));
  expect(treeMove(open, 'may', 'ArrowLeft')).toEqual(to('2001'));
  expect(treeMove(open, '2001', 'ArrowLeft')).toEqual({ kind: 'fold', key: '2001' });
  expect(treeMove(open, '2001', 'ArrowRight')).toEqual(to('may'));
  expect(treeMove(treeRows(nodes, new Set(['2001'])), '2001', 'ArrowRight')).toEqual({ kind: 'unfold', key: '2001' });
  expect(treeMove(open, 'sent', 'ArrowRight')).toBeNull();
  expect(treeMove(open, 'sent', 'End')).toEqual(to('mbox'));
  expect(treeMove(open, 'sent', 'x')).toBeNull();
});
