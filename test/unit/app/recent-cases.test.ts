import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recentCasesIn } from '#app/recent-cases.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

test('cases are listed newest first, each once, and say whether they are still there', () => {
  const folder = temporaryFolder('recent');
  const recent = recentCasesIn(join(folder, 'made', 'recent.json'));
  expect(recent.list()).toEqual([]);
  const there = join(folder, 'there');
  mkdirSync(there);
  writeFileSync(join(there, 'case.json'), '{}');
  for (const [directory, title] of [
    [there, 'old title'],
    ['/gone', 'gone'],
    [there, 'there'],
  ] as const) {
    recent.remember({ directory, title, caseNumber: '1', openedAt: '2026-01-01T00:00:00Z' });
  }
  expect(recent.list().map(({ index, title, isThere }) => [index, title, isThere])).toEqual([
    [0, 'there', true],
    [1, 'gone', false],
  ]);
  recent.forgetAt(0);
  expect([recent.directoryAt(0), recent.directoryAt(1)]).toEqual(['/gone', null]);
});

test('a damaged list is an empty list, and is written anew', () => {
  const path = join(temporaryFolder('recent'), 'recent.json');
  writeFileSync(path, '[{"directory":1}]');
  const recent = recentCasesIn(path);
  expect(recent.list()).toEqual([]);
  recent.remember({ directory: '/a', title: 't', caseNumber: '', openedAt: '' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveLength(1);
});
