import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { sqliteReader } from '#formats/sqlite/index.ts';
import { thunderbirdDatabases } from '#formats/thunderbird/index.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { builtDatabase } from '#test/support/sqlite-builder.ts';
import { readFacts } from '#test/support/thunderbird/read-facts.ts';

const folder = corpusPath('thunderbird/comm-central');
if (folder === null) console.warn(skipReason);
const nameOf = (suffix: string): string => readdirSync(folder ?? '.').find((name) => name.endsWith(suffix)) ?? '';
const contentOf = (suffix: string): Buffer => readFileSync(join(folder ?? '.', nameOf(suffix)));

/** Reader, and how many records of each kind. */
function counted(content: Buffer): readonly [string, Readonly<Record<string, number>>] {
  const { reader } = chooseReader(memorySource(content), readers);
  if (reader === null) return ['', {}];
  const reading = readFacts(reader, content);
  expect([reading.unbalanced, reading.diagnostics]).toEqual([[], []]);
  const counts: Record<string, number> = {};
  for (const { kind } of reading.facts) counts[kind] = (counts[kind] ?? 0) + 1;
  if (reading.messages.length > 0) counts['message'] = reading.messages.length;
  return [reader.id, counts];
}

describe.runIf(folder !== null)('files of comm-central', () => {
  it.each<readonly [string, string, Readonly<Record<string, number>>]>([
    ['__frenchDrafts.msf', 'thunderbird-index', { setting: 1, event: 2 }],
    ['__frenchInbox.msf', 'thunderbird-index', { setting: 1, event: 2 }],
    ['__hashedFolder.msf', 'thunderbird-index', { setting: 1, event: 2 }],
    ['__migration.msf', 'thunderbird-index', { 'index-entry': 2, setting: 1, event: 2 }],
    ['__bugmail-1.msf', 'thunderbird-index', { 'index-entry': 1, setting: 1, event: 3 }],
    ['__love.msf', 'thunderbird-index', { 'index-entry': 1, setting: 1, event: 3 }],
    ['__withjson.msf', 'thunderbird-index', { 'index-entry': 1, setting: 1, event: 1 }],
    ['__import.mab', 'thunderbird-address-book', { correspondent: 2 }],
    ['__panacea.dat', 'thunderbird-folder-cache', { setting: 13, event: 6 }],
    ['__panacea_empty.dat', 'mork', {}],
    ['__folderCache.json', 'thunderbird-folder-cache-json', { setting: 13, event: 6 }],
    ['data__msgFilterRules.dat', 'thunderbird-filters', { setting: 1, rule: 3 }],
    ['__mailViews.dat', 'thunderbird-filters', { setting: 1, rule: 5 }],
    ['__bug534822prefs.js', 'thunderbird-preferences', { setting: 4 }],
    ['__test_virtualFolders.dat', 'thunderbird-search-folders', { setting: 4 }],
  ])('%s: %s %j', (suffix, id, counts) => {
    expect(counted(contentOf(suffix))).toEqual([id, counts]);
  });

  it('the message of love.msf is the one that its test knows', () => {
    const { reader } = chooseReader(memorySource(contentOf('__love.msf')), readers);
    const [entry] = reader === null ? [] : readFacts(reader, contentOf('__love.msf')).of('index-entry');
    expect(entry?.claimed).toMatchObject({
      subject: '❤ from homer',
      sender: 'Homer <homer@example.com>',
      messageId: '<fe06cac4-18ed-43aa-98a9-ee358e82b368@example.com>',
    });
  });

  it.each(['__cardForEmail.sql', '__collect.sql', '__remoteContent.sql', '__abLists1.sql', '__abLists2.sql', '__tb2hexpopularity.sql'])(
    'the address book of %s has as many correspondents as its script inserts cards and lists',
    (suffix) => {
      const sql = contentOf(suffix).toString('utf8');
      const inserted = [...sql.matchAll(/INSERT INTO (?:cards|lists) [^;]*;/g)].flatMap(
        ([statement]) => statement.match(/^ *\('/gm) ?? [],
      ).length;
      const { bytes } = builtDatabase((database) => {
        database.exec(sql);
      });
      const reading = readFacts(sqliteReader(thunderbirdDatabases), bytes);
      expect(inserted).toBeGreaterThan(0);
      const allocations = reading.of('correspondent').map(({ observed }) => observed.allocation);
      expect(allocations.filter((allocation) => allocation === 'allocated').length).toBe(inserted);
      // The script of cardForEmail gives properties to a card that it does not insert.
      expect(allocations.filter((allocation) => allocation === 'orphan').length).toBe(suffix === '__cardForEmail.sql' ? 1 : 0);
      expect([reading.unbalanced, reading.codes]).toEqual([[], []]);
    },
  );
});

describe.runIf(corpusPath('thunderbird/bnordmann-filters') !== null)('filters of a profile', () => {
  it('are two, with their names', () => {
    const content = readFileSync(join(corpusPath('thunderbird/bnordmann-filters') ?? '.', 'msgFilterRules.dat'));
    const { reader } = chooseReader(memorySource(content), readers);
    const rules = reader === null ? [] : readFacts(reader, content).of('rule');
    expect(rules.map(({ claimed }) => [claimed.name, claimed.actions.map(({ kind }) => kind)])).toEqual([
      ['Von endet mit: @github.com', ['tag']],
      ['Betreff enthält: Important', ['tag']],
    ]);
  });
});
