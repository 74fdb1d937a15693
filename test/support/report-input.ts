import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allRules, observeRecord, startAnalysis } from '#analysis/index.ts';
import {
  evidenceIdOf,
  fileStep,
  itemStep,
  type ContainerAccount,
  type Diagnostic,
  type EvidenceItem,
  type Finding,
  type MessageRecord,
} from '#model/index.ts';
import {
  newAccountDigest,
  newDiagnosticDigest,
  newFindingDigest,
  newObservationDigest,
  type FindingDigestOptions,
  type MessageFacts,
  type ReportInput,
} from '#report/index.ts';
import { messageRecord, messageRecordOf } from './record-builder.ts';
import { factDigestOf, sampleFacts } from './sample-facts.ts';

const fixtures = join(import.meta.dirname, '../fixtures/analysis');

/** A report input of a small invented case: two exhibits, findings of several rules, a loss and a mismatch. */
export function reportInput(parts: Partial<ReportInput> = {}): ReportInput {
  const accounts = newAccountDigest();
  for (const account of sampleAccounts) accounts.add(evidenceIdOf(1), account);
  const diagnostics = newDiagnosticDigest();
  for (const diagnostic of sampleDiagnostics) diagnostics.add(evidenceIdOf(1), diagnostic);
  return {
    case: {
      title: 'Firm ./. Prior',
      caseNumber: '2026/0147',
      examiner: 'M. Examiner',
      agency: 'Office for Mail Forensics',
      zone: 'Europe/Berlin',
      ownDomains: ['firm.example'],
      createdAt: '2026-03-14T08:00:00.000Z',
    },
    status: 'draft',
    scope: 'Ordered by the firm on 12 March 2026.\n\nWas mail of the mailbox Prior forwarded to addresses outside the firm?',
    limits: '',
    generatedAt: '2026-03-14T08:26:53.000Z',
    program: {
      name: 'Mail Triage',
      version: '0.1.0',
      commit: 'abc1234',
      platform: 'linux x64',
      components: [{ name: 'mbox reader', version: '1', detail: 'mboxo, mboxrd, mboxcl, mboxcl2' }],
    },
    rules: allRules,
    evidence: [
      {
        item: evidenceItem(1, 'prior.pst'),
        verification: { verifiedAt: '2026-03-14T08:20:00.000Z', matches: true, foundSha256: 'a'.repeat(64) },
        reading: 'complete',
      },
      { item: evidenceItem(2, 'mail'), verification: null, reading: 'partial' },
    ],
    shared: [],
    recordCounts: { message: 4031, file: 2 },
    accounts,
    findings: findingDigestOf(sampleFindings()),
    facts: factDigestOf(sampleFacts),
    diagnostics,
    observations: sampleObservations(),
    ...parts,
  };
}

/** A digest of unreviewed findings. */
export function findingDigestOf(findings: readonly Finding[], options?: FindingDigestOptions) {
  const digest = newFindingDigest(options);
  for (const finding of findings) digest.add(finding, null, sampleMessage);
  return digest;
}

function sampleObservations() {
  const digest = newObservationDigest();
  const analysis = startAnalysis();
  for (const record of sampleRecords())
    for (const observation of observeRecord(record, [...analysis.consume(record)]).observations) digest.add(observation);
  return digest;
}

/** Findings that the rules make of fixtures and of a message of an Outlook store. */
export function sampleFindings(): Finding[] {
  const analysis = startAnalysis();
  return sampleRecords().flatMap((record) => [...analysis.consume(record)]);
}

function sampleRecords(): MessageRecord[] {
  const names = [
    'forwarding.header.x-ms-exchange-forwardingloop',
    'forwarding.header.x-forwarded-for',
    'forwarding.header.resent',
    'forwarding.header.delivered-to',
  ];
  return [
    ...names.map((name) => messageRecordOf(readFileSync(join(fixtures, name, 'fires.eml'), 'utf8'), { headerOffsetBytes: 1042 })),
    messageRecord({
      locator: [fileStep('prior.pst'), itemStep(0x2000c4)],
      properties: [{ tag: 0x0005000b, name: 'PidTagAutoForwarded', value: true }],
    }),
  ];
}

/** The HTML fixture's and tests' finding with a hostile text in every place that evidence fills. */
export function hostileFinding(text: string): Finding {
  const [plain] = sampleFindings();
  if (plain === undefined) throw new Error('no finding to begin with');
  const [citation] = plain.citations;
  return {
    ...plain,
    statement: text,
    mechanism: text,
    sources: [text],
    destinations: [text],
    time: { raw: text, instant: null, offsetMinutes: null, statedBy: text },
    citations: [{ ...citation, locator: [fileStep(text)], field: text, excerpt: text }],
    benignExplanations: [text],
    wouldProve: [text],
  };
}

export function evidenceItem(ordinal: number, path: string): EvidenceItem {
  return {
    evidenceId: evidenceIdOf(ordinal),
    pathAsGiven: path,
    kind: ordinal === 1 ? 'file' : 'folder',
    sizeBytes: 2_140_160,
    files: ordinal === 1 ? 1 : 12,
    hashes: { sha256: 'a'.repeat(64), sha1: ordinal === 1 ? 'b'.repeat(40) : null, md5: ordinal === 1 ? 'c'.repeat(32) : null },
    modified: '2026-02-01T10:00:00.000Z',
    acquiredAt: '2026-03-14T08:10:00.000Z',
    custodian: ordinal === 1 ? 'I. Prior' : '',
    note: '',
  };
}

const sampleMessage: MessageFacts = {
  subject: 'Invoice 4711',
  from: 'Karl Weber <karl.weber@supplier.example>',
  to: 'Ines Prior <ines.prior@firm.example>',
  folderPath: ['mail', 'Inbox'],
  messageId: '<4711@supplier.example>',
};

const sampleAccounts: readonly ContainerAccount[] = [
  { locator: [fileStep('prior.pst'), itemStep(0x8022)], kind: 'store-folder', expected: 4031, records: 4019, failed: 12, recovered: 3 },
  { locator: [fileStep('prior.pst'), itemStep(0x8042)], kind: 'store-folder', expected: 20, records: 20, failed: 0, recovered: 0 },
  { locator: [fileStep('mail/Inbox')], kind: 'mbox', expected: 10, records: 8, failed: 1, recovered: 0 },
];

const sampleDiagnostics: readonly Diagnostic[] = [
  {
    code: 'item-unreadable',
    effect: 'item-lost',
    stage: 'read',
    locator: [fileStep('prior.pst'), itemStep(0x2000e4)],
    detail: 'The item could not be read; the reading went on with the next.',
  },
  {
    code: 'charset-unknown',
    effect: 'recovered',
    stage: 'read',
    locator: [fileStep('mail/Inbox')],
    detail: 'The text names "x-unknown"; it was read as Windows-1252.',
  },
];
