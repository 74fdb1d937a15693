import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EvidenceReadError, surroundingsOf } from '#evidence/index.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { canBeUnreachable, unreachableFolder } from '#test/support/unreachable-folder.ts';

const folder = temporaryFolder('surroundings');
const itemPath = join(folder, 'item');
mkdirSync(join(itemPath, 'Mail', 'Attachments', '7'), { recursive: true });
writeFileSync(join(folder, 'outside'), 'outside');
writeFileSync(join(itemPath, 'Mail', 'Inbox'), 'inbox');
writeFileSync(join(itemPath, 'Mail', 'Inbox.msf'), 'index');
writeFileSync(join(itemPath, 'Mail', 'Attachments', '7', 'a.txt'), 'attached');
writeFileSync(join(itemPath, 'top'), 'top');
symlinkSync(join(folder, 'outside'), join(itemPath, 'Mail', 'link'));
symlinkSync(folder, join(itemPath, 'Mail', 'up'));

const around = (folderPath: readonly string[] = ['Mail']) => surroundingsOf({ itemPath, folderPath });
const textOf = (path: string): string | null => {
  const surroundings = around();
  const source = surroundings.open(path);
  const text = source === null ? null : Buffer.from(source.read(0, source.sizeBytes)).toString();
  surroundings.close();
  return text;
};

test('gives the files beside, below and above within the item', () => {
  expect(textOf('Inbox.msf')).toBe('index');
  expect(textOf('Attachments/7/a.txt')).toBe('attached');
  expect(textOf('../top')).toBe('top');
});

test('leads neither out of the item nor over a link, and gives no folder as a file', () => {
  expect(readFileSync(join(itemPath, 'Mail', 'link'), 'utf8')).toBe('outside');
  for (const path of [
    '../../outside',
    '/../../outside',
    'link',
    'up/outside',
    'up/item/top',
    'Attachments',
    'missing',
    'x'.repeat(5000),
    'a\0b',
  ])
    expect(textOf(path), path).toBeNull();
});

test('lists what a folder of the item holds, without links', () => {
  const surroundings = around();
  expect(surroundings.list('.')).toEqual([
    { name: 'Attachments', kind: 'folder', sizeBytes: 0 },
    { name: 'Inbox', kind: 'file', sizeBytes: 5 },
    { name: 'Inbox.msf', kind: 'file', sizeBytes: 5 },
  ]);
  expect(surroundings.list('../..')).toEqual([]);
  expect(surroundings.list('up')).toEqual([]);
  expect(surroundings.list('Inbox')).toEqual([]);
});

test('an item that is one file has nothing around it', () => {
  const surroundings = surroundingsOf({ itemPath: null, folderPath: [] });
  expect(surroundings.open('Inbox')).toBeNull();
  expect(surroundings.list('.')).toEqual([]);
});

test.skipIf(!canBeUnreachable)('lists files that cannot be looked at, and says so when one is opened', () => {
  const name = 'a message source of which only the name is known';
  const { root, names } = unreachableFolder({ [name]: 'message' });
  const inside = surroundingsOf({ itemPath: root, folderPath: names });
  expect(inside.list('.')).toEqual([{ name, kind: 'file', sizeBytes: null }]);
  expect(() => inside.open(name)).toThrow(EvidenceReadError);
  expect(() => inside.beginning?.(name, 10)).toThrow(/cannot be looked at/);
  // One name that is longer than any file system takes cannot be there.
  expect(inside.open('x'.repeat(300))).toBeNull();
});
