import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { composeReport, htmlPieces, newDiagnosticDigest, newFindingDigest, type ReportInput } from '#report/index.ts';
import { findingDigestOf, hostileFinding, reportInput, sampleFindings } from '#test/support/report-input.ts';

const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="x' </style></title>&amp;\u0000\u202Emoc.elpmaxe\u202C\u200B`;

describe('the sample report', () => {
  const html = htmlOf(reportInput());

  test('is what was kept of it, but for the style sheet', () => {
    const path = join(import.meta.dirname, '../../fixtures/report/sample.html');
    const shown = html.replace(/<style>[^]*<\/style>/, '<style></style>');
    if (process.env['UPDATE'] === '1') writeFileSync(path, shown);
    expect(shown).toBe(readFileSync(path, 'utf8'));
  });

  test('has every section, numbered, and a contents list that leads to each', () => {
    const headings = [...html.matchAll(/<h2 id="([^"]+)">(\d+) ([^<]+)<\/h2>/g)].map((match) => match[3]);
    expect(headings).toEqual([
      'Scope and questions',
      'Evidence items',
      'Completeness',
      'Findings',
      'Forwarding by mechanism and destination',
      'Rules and settings',
      'Accounts and traces of use',
      'Diagnostics',
      'Methods',
      'Limits',
      'Words used',
      'Statement',
    ]);
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    const anchors = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(anchors).size).toBe(anchors.length);
    expect(targets.filter((target) => !anchors.includes(target))).toEqual([]);
    expect(targets.length).toBeGreaterThan(headings.length);
  });

  test('is well formed', () => {
    expect(unbalancedTags(html)).toEqual([]);
  });

  test('loads and runs nothing', () => {
    expect(html).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    );
    expect(html).not.toMatch(/<(?:script|link|img|iframe|object|embed|form|base)\b/i);
    expect(html).not.toMatch(/\s(?:src|on\w+)=/i);
    expect(html).not.toMatch(/url\(|@import|href="(?!#)/i);
  });

  test('gives each finding its exhibit, place, field, bytes, excerpt, times and level', () => {
    const finding = html.slice(html.indexOf('id="finding-1"'), html.indexOf('id="finding-2"'));
    for (const text of [
      '<span class="level high">high</span>',
      'The header X-MS-Exchange-ForwardingLoop states that this message was forwarded by a setting of the mailbox ines.prior@firm.example',
      '<b>EX-001</b> <span class="mono">file:mail/Inbox</span>, record <span class="mono">0123456789abcdef0123456789abcdef</span>',
      'header X-MS-Exchange-ForwardingLoop, bytes 1,187–1,276 (90 bytes)',
      'STATES',
      'automatically',
      '2026-03-03 08:26:53 UTC\n2026-03-03 09:26:53 Europe/Berlin',
      'Tue, 3 Mar 2026 09:26:53 +0100',
      'not reviewed by the examiner',
    ]) {
      expect(finding).toContain(text);
    }
  });
});

describe('hostile evidence', () => {
  const input = reportInput();
  const html = htmlOf({
    ...input,
    case: { ...input.case, title: hostile, examiner: hostile, ownDomains: [hostile] },
    scope: hostile,
    limits: hostile,
    findings: findingDigestOf([hostileFinding(hostile)]),
  });

  test('stays text everywhere', () => {
    expect(html).not.toMatch(/<(?:script|img)\b/i);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html.match(/<\/title>/g)).toHaveLength(1);
    expect(html.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;/g)?.length).toBeGreaterThan(8);
    expect(unbalancedTags(html)).toEqual([]);
  });

  test('shows characters that deceive the eye by their codes', () => {
    expect(html).not.toMatch(/[\u0000-\u0008\u202a-\u202e\u200b]/);
    expect(html).toContain('\u2400[U+202E]moc.elpmaxe[U+202C][U+200B]');
  });
});

describe('what a report leaves out, it says', () => {
  test('findings beyond the limit of a rule', () => {
    const [finding] = sampleFindings();
    const many = Array.from({ length: 1203 }, () => finding).flatMap((one) => (one === undefined ? [] : [one]));
    const html = htmlOf(reportInput({ findings: findingDigestOf(many, { mostPerRule: 500, selection: 'all' }) }));
    expect(html.match(/<article class="finding"/g)).toHaveLength(500);
    expect(html).toContain(
      '500 findings of this rule are printed above; 703 more are counted in the tables and listed whole in the exports findings.ndjson and findings.csv.',
    );
    expect(html).toContain('1,203 findings; the case holds 4,031 messages.');
  });

  test('findings that the examiner marked as benign', () => {
    const digest = newFindingDigest({ mostPerRule: 500, selection: 'not-benign' });
    for (const [index, finding] of sampleFindings().entries())
      digest.add(finding, index === 0 ? { review: 'benign', note: 'own forward' } : null);
    expect(htmlOf(reportInput({ findings: digest }))).toContain('1 finding that the examiner marked as benign is left out of this report.');
  });

  test('that nothing was found does not mean that nothing was forwarded', () => {
    const html = htmlOf(reportInput({ findings: newFindingDigest() }));
    expect(html).toContain('No rule found an artifact. That does not show that no mail was forwarded: see the limits.');
  });

  test.each([
    [null, ['It was cancelled.'], 'has not run: its findings are missing, and those of stored rules that pass mail on may be.'],
    ['2026-03-14T09:26:53.000Z', ['Evidence was read since.'], 'older than the case, and others may be missing: Evidence was read since.'],
  ])('that findings are missing where the analysis of %s is not of the case', (ranAt, outdatedBecause, said) => {
    const html = htmlOf(reportInput({ findings: newFindingDigest(), analysis: { ranAt, outdatedBecause } }));
    expect(html).toContain(said);
    expect(html).toContain('There are no findings so far. That does not show that no mail was forwarded: see the limits.');
    expect(html).not.toContain('No rule found an artifact.');
    const current = htmlOf(reportInput({ analysis: { ranAt: '2026-03-14T09:26:53.000Z', outdatedBecause: [] } }));
    expect(current).not.toContain('missing: ');
  });

  test('an empty case, unverified and partly read evidence', () => {
    const html = htmlOf(reportInput({ scope: ' ', evidence: [] }));
    expect(html).toContain('The case holds no evidence.');
    expect(html).toContain('The examiner has not stated authority, scope and questions.');
    expect(htmlOf(reportInput())).toContain('EX-002 was read in part. What lies beyond is not in this report.');
    expect(htmlOf(reportInput())).toContain('Not verified since they were hashed: EX-002.');
  });

  test('exhibits that share what they hold, and what could not be opened, are said where the sums stand', () => {
    const { evidence } = reportInput();
    const [first, second] = evidence.map(({ item }) => item.evidenceId);
    if (first === undefined || second === undefined) throw new Error('the sample has two exhibits');
    const diagnostics = newDiagnosticDigest();
    diagnostics.add(first, {
      code: 'evidence-unreadable',
      effect: 'item-lost',
      stage: 'discover',
      locator: [{ kind: 'file', at: 'locked' }],
      detail: 'The folder could not be listed.',
    });
    const html = htmlOf(reportInput({ diagnostics, shared: [{ evidenceId: second, with: first, how: 'within' }] }));
    const told = 'EX-002 lies within EX-001: its messages are counted in both.';
    expect(html.split(told)).toHaveLength(4);
    expect(html).toContain(`In these sums some items count more than once. ${told}`);
    expect(html).toContain('1 file or folder could not be opened or listed: see evidence-unreadable among the diagnostics.');
    expect(htmlOf(reportInput())).not.toContain('counted in both');
  });

  test('evidence that is no longer what was acquired', () => {
    const input = reportInput();
    const evidence = input.evidence.map((one) => ({
      ...one,
      verification: { verifiedAt: '2026-03-14T08:20:00.000Z', matches: false, foundSha256: 'd'.repeat(64) },
    }));
    const html = htmlOf({ ...input, evidence });
    expect(html).toContain(`NOT the same: ${'d'.repeat(64)} on 2026-03-14 08:20:00 UTC, 2026-03-14 09:20:00 Europe/Berlin`);
    expect(html).toContain('EX-001 is not what was acquired');
  });

  test('containers that do not add up', () => {
    expect(htmlOf(reportInput())).toContain('The account of 1 container does not add up');
  });
});

test('a review and its note stand with the finding', () => {
  const digest = newFindingDigest();
  const [finding] = sampleFindings();
  if (finding !== undefined) digest.add(finding, { review: 'confirmed', note: 'Seen in the message trace.' });
  const html = htmlOf(reportInput({ findings: digest }));
  expect(html).toContain('<dt>Review</dt><dd>confirmed by the examiner</dd>');
  expect(html).toContain('<dd>Seen in the message trace.</dd>');
});

test('a finding of a rule that the program no longer has is printed with its own explanations', () => {
  const html = htmlOf(reportInput({ rules: [] }));
  expect(html).toContain('What else would explain this finding in particular');
  expect(html.match(/<article class="finding"/g)?.length).toBe(sampleFindings().length);
});

function htmlOf(input: ReportInput): string {
  return [...htmlPieces(composeReport(input))].join('');
}

function unbalancedTags(html: string): string[] {
  const voids = new Set(['meta', 'br', '!doctype']);
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = ''] of html.replace(/<style>[^]*?<\/style>/, '').matchAll(/<(\/?)([!a-z][a-z0-9]*)/g)) {
    if (voids.has(name)) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}
