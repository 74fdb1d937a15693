import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readingRoom } from '#pipeline/reading-room.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

test('copies under plain names into the scratch folder alone, and takes the copies away again', () => {
  const scratchDirectory = join(temporaryFolder('reading-room'), 'scratch');
  const room = readingRoom({ itemPath: null, scratchDirectory }, [], []);
  const source = memorySource('inbox');
  const copy = room.privateCopy([{ name: 'database-wal', source }]);
  expect(readFileSync(join(copy.directory, 'database-wal'), 'utf8')).toBe('inbox');
  expect(() => room.privateCopy([{ name: '../x', source }])).toThrow(RangeError);
  copy.remove();
  expect(existsSync(copy.directory)).toBe(false);
  room.privateCopy([{ name: 'database', source }]);
  expect(readdirSync(scratchDirectory)).not.toEqual([]);
  room.close();
  expect(readdirSync(scratchDirectory)).toEqual([]);
});
