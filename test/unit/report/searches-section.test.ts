import { expect, test } from 'vitest';
import { evidenceIdOf, recordedFind, type ReportedSearch, type SearchTrouble } from '#model/index.ts';
import { composeReport, htmlPieces } from '#report/index.ts';
import { reportInput } from '#test/support/report-input.ts';
import { foundProfile, reportedSearch, searchRecord } from '#test/support/search-record.ts';

const noReader = { can: 'no', because: 'This program has no reader for the new Outlook.' } as const;

/** The blocks of the report's part on searches, and what the limits say of them. */
function told(searches: readonly ReportedSearch[]) {
  const { blocks } = composeReport(reportInput({ searches }));
  const from = blocks.findIndex((block) => block.kind === 'heading' && block.anchor === 'completeness-searches');
  const to = blocks.findIndex((block, at) => at > from && block.kind === 'heading');
  const own = blocks.slice(from + 1, to);
  const texts = (kind: 'notice' | 'paragraph') => own.flatMap((block) => (block.kind === kind ? [block.text] : []));
  const tables = own.flatMap((block) => (block.kind === 'table' ? [block] : []));
  const limits = blocks.slice(blocks.findIndex((block) => block.kind === 'heading' && block.anchor === 'limits'));
  return {
    notices: texts('notice'),
    paragraphs: texts('paragraph'),
    facts: own.flatMap((block) => (block.kind === 'facts' ? [Object.fromEntries(block.rows.map(({ name, value }) => [name, value]))] : [])),
    table: (caption: string) => tables.find((table) => table.caption.startsWith(caption)),
    limits: limits.flatMap((block) => (block.kind === 'notice' && block.text.includes('search of') ? [block.text] : [])),
  };
}

test('a case without a search says so', () => {
  expect(told([])).toMatchObject({
    paragraphs: [expect.stringContaining('No search for mail profiles was kept.')],
    notices: [],
    limits: [],
  });
});

test('what was found and is not read is listed with its reasons, what is read is counted', () => {
  const record = searchRecord(
    [
      [foundProfile('/image/a.pst'), evidenceIdOf(1)],
      [foundProfile('/image/b.pst', { why: ['It lies there.', 'Its first bytes are “!BDN”.'] }), null],
      [foundProfile('/image/Olk', { kind: 'profile', client: 'New Outlook', form: 'folder', files: 3, reading: noReader }), null],
      [
        foundProfile('/image/old/x.dbx', { client: 'Outlook Express', owner: null, oldest: null, newest: null, reading: noReader }),
        evidenceIdOf(2),
      ],
    ],
    {
      troubles: [{ kind: 'unreadable', path: '/image/bruno', because: 'The folder could not be listed.' }],
      troubleCounts: { unreadable: 1 },
    },
  );
  const { facts, table, notices, limits } = told([reportedSearch(record)]);
  expect(facts).toEqual([
    {
      'Search of': '/image',
      Begun: '2026-03-14 08:00:00 UTC, 2026-03-14 09:00:00 Europe/Berlin',
      By: 'Mail Triage 0.1.0',
      'Looked at': '40 folders, 1,200 files; links not followed: 3',
      Found: '4 finds: 1 in the case, 1 not in the case, 2 cannot be read',
    },
  ]);
  expect(table('Finds by kind')?.rows).toEqual([
    ['profile', '1', '0', '0', '1'],
    ['message store', '3', '1', '1', '1'],
  ]);
  expect(table('Found, and cannot be read')?.rows).toEqual([
    [
      '/image/Olk',
      'New Outlook, profile; user alice; 2.1 MB (2,140,160 bytes), 3 files; 2026-03-13 09:26:53 to 2026-03-14 09:26:53',
      'It lies at /image/Olk.',
      noReader.because,
    ],
    [
      '/image/old/x.dbx',
      'Outlook Express, message store; the path names no user; 2.1 MB (2,140,160 bytes); no time',
      'It lies at /image/old/x.dbx.',
      `${noReader.because} Its files lie in EX-002 and were hashed with it.`,
    ],
  ]);
  expect(table('Found, and not in the case')?.rows.map(([path, , why, left]) => [path, why, left])).toEqual([
    ['/image/b.pst', 'It lies there. Its first bytes are “!BDN”.', 'It was not added.'],
  ]);
  expect(table('Places')?.caption).toContain('(not readable 1)');
  expect(table('Places')?.rows).toEqual([['not readable', '/image/bruno', 'The folder could not be listed.']]);
  expect(notices).toEqual([]);
  expect(limits).toEqual([
    'Of the search of /image: 2 finds cannot be read, 1 find is not in the case and 1 place was not looked into or is not there. See Completeness.',
  ]);
});

test('a search that left nothing open is no limit', () => {
  const { limits, table } = told([reportedSearch(searchRecord([[foundProfile('/image/a.pst'), evidenceIdOf(1)]]))]);
  expect(limits).toEqual([]);
  expect(table('Found, and not in the case')?.rows).toEqual([]);
});

test('long lists are bounded, and what is left out is counted', () => {
  const finds = Array.from({ length: 205 }, (_, index) => [foundProfile(`/image/${String(index)}.pst`), null] as const);
  const troubles = Array.from({ length: 250 }, (_, index): SearchTrouble => ({
    kind: 'link',
    path: `/image/${String(index)}`,
    because: 'A link.',
  }));
  const record = searchRecord(finds, { troubles, troubleCounts: { link: 30_000 }, phase: 'cancelled' });
  const { notices, table, limits } = told([reportedSearch(record)]);
  expect(table('Found, and not in the case')?.rows).toHaveLength(200);
  expect(table('Places')?.rows).toHaveLength(200);
  expect(notices).toEqual([
    'The search was cancelled: what lies beyond is not listed.',
    '5 further finds are counted above and not listed here; see evidence/search-1.json in the case folder.',
    '29,800 further places are counted above and not listed here; see evidence/search-1.json in the case folder.',
  ]);
  expect(limits[0]).toContain('the search did not come to its end');
});

test('several searches are numbered, and one whose record is lost is told', () => {
  const { root, begunAt, keptIn } = reportedSearch(searchRecord([]));
  const { facts, notices, limits } = told([reportedSearch(searchRecord([])), { root, begunAt, keptIn, record: null }]);
  expect(facts.map((rows) => Object.keys(rows)[0])).toEqual(['Search 1 of', 'Search 2 of']);
  expect(notices).toEqual([expect.stringContaining('is not there or not as it was written')]);
  expect(limits).toEqual([expect.stringContaining('is not known any more')]);
});

test('texts of a hostile find are bounded in the record and are text in the report', () => {
  const hostile = `<script>${'x'.repeat(5000)}`;
  const why = [hostile, ...Array.from({ length: 30_000 }, () => 'profiles.ini names it.')] as [string, ...string[]];
  const find = recordedFind(foundProfile('/image/p', { why }), null, null);
  expect(find.why).toHaveLength(21);
  expect(find.why[0]).toContain('(5008 characters)');
  expect(find.why.at(-1)).toBe('Reasons of the same sort that are not kept here: 29981.');
  const html = [
    ...htmlPieces(composeReport(reportInput({ searches: [reportedSearch(searchRecord([[foundProfile('/image/p', { why }), null]]))] }))),
  ].join('');
  expect(html).toContain('&lt;script&gt;xxx');
  expect(html).not.toContain('<script>');
});
