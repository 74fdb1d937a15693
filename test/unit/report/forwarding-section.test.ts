import { describe, expect, test } from 'vitest';
import type { Finding } from '#model/index.ts';
import { composeReport, htmlPieces, newObservationDigest, observationLine, findingLine } from '#report/index.ts';
import { forwarding, onDay } from '#test/support/case-builder.ts';
import { findingDigestOf, reportInput, sampleFindings } from '#test/support/report-input.ts';

const tablesOf = (parts: Parameters<typeof reportInput>[0]) =>
  composeReport(reportInput(parts)).blocks.flatMap((block) => (block.kind === 'table' ? [block] : []));
const observed = (observations: Parameters<ReturnType<typeof newObservationDigest>['add']>[0][], mostListed?: number) => {
  const digest = newObservationDigest(mostListed);
  for (const observation of observations) digest.add(observation);
  return digest;
};

describe('forwarding by mechanism and destination', () => {
  test('counts records by mechanism and destination, most first', () => {
    const first = forwarding({ at: onDay(3) });
    const digest = observed([
      forwarding({ mechanism: 'sieve', at: onDay(9) }),
      first,
      { ...first, artifact: 'header X-Forwarded-For' },
      forwarding({ at: onDay(5) }),
    ]);
    const table = tablesOf({ observations: digest }).find(({ caption }) => caption.startsWith('Records that state forwarding'));
    expect(table?.rows).toEqual([
      [
        'forwarding setting of the mailbox',
        'EX-001 mail',
        'out of it',
        'collector@outside.example',
        'automatic',
        '2',
        '2026-03-03',
        '2026-03-05',
      ],
      ['Sieve script on the server', 'EX-001 mail', 'out of it', 'collector@outside.example', 'automatic', '1', '2026-03-09', '2026-03-09'],
    ]);
  });

  test('says what it does not list, and that nothing was gathered', () => {
    const digest = observed(
      [forwarding(), forwarding({ destinations: ['b@x.example'] }), forwarding({ destinations: ['c@x.example'] })],
      1,
    );
    const html = [...htmlPieces(composeReport(reportInput({ observations: digest })))].join('');
    expect(html).toContain('2 observations of further destinations are not printed');
    const { observations: _, ...without } = reportInput();
    expect([...htmlPieces(composeReport(without))].join('')).toContain('were not gathered');
  });
});

describe('a finding over many records', () => {
  const [plain] = sampleFindings();
  if (plain === undefined) throw new Error('no finding to begin with');
  const time = (instant: string) => ({ raw: instant, instant, offsetMinutes: 0, statedBy: 'one of the records' });
  const records = Array.from({ length: 25 }, (_, index) => index.toString(16).padStart(32, '0')) as unknown as NonNullable<
    Finding['extent']
  >['records'];
  const finding: Finding = {
    ...plain,
    extent: { first: time('2026-03-01T09:00:00.000Z'), last: time('2026-03-25T09:00:00.000Z'), count: 25, unit: 'messages', records },
    table: {
      columns: ['day', 'A'],
      rows: [
        ['2026-03-01', '<blink>'],
        ['2026-03-02', '2'],
      ],
    },
  };

  test('is printed with its extent and its figures', () => {
    const html = [...htmlPieces(composeReport(reportInput({ findings: findingDigestOf([finding]) })))].join('');
    for (const text of ['25 messages', '2026-03-25', 'and 5 more, listed in findings.ndjson', 'Figures of finding 1', '&lt;blink&gt;'])
      expect(html).toContain(text);
    expect(html).not.toContain('<blink>');
  });

  test('is written whole as a line, and so is an observation', () => {
    const line = JSON.parse(findingLine(finding)) as Finding;
    expect([line.extent?.records.length, line.table]).toEqual([25, finding.table]);
    expect(JSON.parse(findingLine(plain))).not.toHaveProperty('extent');
    expect(JSON.parse(observationLine(forwarding()))).toMatchObject({
      mechanism: 'mailbox-setting',
      citations: [{ locator: 'file:mail/Inbox' }],
    });
  });
});
