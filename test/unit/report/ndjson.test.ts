import { expect, test } from 'vitest';
import { accessEvent, evidenceIdOf, fileStep, type FactRecord, type FileRecord, type RecordId } from '#model/index.ts';
import { diagnosticLine, findingLine, messageLine, recordLine, type WritableMessage } from '#report/index.ts';
import { messageRecordOf } from '#test/support/record-builder.ts';
import { sampleFindings } from '#test/support/report-input.ts';

const time = { raw: 'Tue, 3 Mar 2026 09:26:53 +0100', instant: '2026-03-03T08:26:53.000Z', offsetMinutes: 60, statedBy: 'header Date' };

test('a message line holds everything but the bodies', () => {
  const record = messageRecordOf(`Date: ${time.raw}\nSubject: one\nSubject: two\n\n`, {
    observed: { sizeBytes: 60, sha256: 'f'.repeat(64), allocation: 'deleted' },
    claimed: { from: [{ name: 'A', address: 'a@b.example' }], lastVerb: 104, lastVerbTime: time, flags: ['read'] },
    attachments: [
      { locator: [], name: 'x.pdf', mediaType: 'application/pdf', sizeBytes: 3, sha256: null, isMessage: false, isInline: false },
    ],
    bodies: { text: 'secret body', html: null },
  });
  const { headers: _, ...wire } = record;
  expect(messageLine(wire)).toBe(messageLine(record));
  expect(read(messageLine(wire))).toEqual({
    recordId: record.recordId,
    evidenceId: 'EX-001',
    locator: 'file:mail/Inbox',
    folderPath: ['mail', 'Inbox'],
    parentRecordId: null,
    allocation: 'deleted',
    messageClass: 'IPM.Note',
    messageId: null,
    subject: 'one',
    from: [{ name: 'A', address: 'a@b.example' }],
    sender: [],
    to: [],
    cc: [],
    bcc: [],
    sent: time,
    received: null,
    bytes: 60,
    sha256: 'f'.repeat(64),
    attachments: [{ name: 'x.pdf', type: 'application/pdf', bytes: 3, sha256: null }],
    headers: [
      ['Date', time.raw],
      ['Subject', 'one'],
      ['Subject', 'two'],
    ],
    flags: ['read'],
    lastVerb: 104,
    lastVerbTime: time,
  });
});

test('a line is one line to every program: U+2028, U+2029 and U+0085 are escaped, lone surrogates too', () => {
  const subject = 'a\u2028b\u2029c\u0085d\ne\ud800';
  const message: WritableMessage = messageRecordOf('From: a@b.example\n\n', { claimed: { subject } });
  const line = messageLine(message);
  expect(line.slice(0, -1)).not.toMatch(/[\n\r\u0085\u2028\u2029\ud800]/);
  expect(line.endsWith('}\n')).toBe(true);
  expect(read(line)['subject']).toBe(subject);
});

test('a finding line holds the finding with canonical locators', () => {
  const [finding] = sampleFindings();
  if (finding === undefined) throw new Error('no finding');
  const line = read(findingLine(finding, { review: 'unclear', note: 'n' }));
  expect(line).toMatchObject({
    findingId: `forwarding.header.x-ms-exchange-forwardingloop/${finding.citations[0].recordId}/header-x-ms-exchange-forwardingloop/1`,
    ruleId: 'forwarding.header.x-ms-exchange-forwardingloop',
    technique: 'T1114.003',
    level: 'high',
    strength: 'STATES',
    statement: finding.statement,
    citations: [{ locator: 'file:mail/Inbox', range: { offsetBytes: 1187, lengthBytes: 90 }, headerIndex: 1 }],
    review: { review: 'unclear', note: 'n' },
  });
  expect(read(findingLine(finding))['review']).toBeNull();
});

test('record lines hold what readers of other kinds claim', () => {
  const common = {
    recordId: 'r'.repeat(32) as RecordId,
    evidenceId: evidenceIdOf(2),
    parentRecordId: null,
    locator: [fileStep('a b')],
    parent: null,
    observed: { range: null, sizeBytes: 5, sha256: null, allocation: 'allocated', intact: true },
  } as const;
  const file: FileRecord = {
    ...common,
    kind: 'file',
    claimed: { path: 'a b', modified: null },
    formatId: null,
    because: 'no reader knows it',
  };
  expect(read(recordLine(file))).toMatchObject({
    kind: 'file',
    formatId: null,
    because: 'no reader knows it',
    bytes: 5,
    claimed: { path: 'a b' },
  });
  const event: FactRecord = {
    ...common,
    kind: 'event',
    claimed: accessEvent({
      time: null,
      precision: 'unknown',
      clock: '',
      strength: 'PRESENT',
      action: 'other',
      operation: 'x',
      object: { kind: 'other', name: 'a\u2028b' },
      source: '',
      doesNotShow: '',
    }),
  };
  const line = read(recordLine(event));
  expect(line).toMatchObject({ kind: 'event', claimed: event.claimed });
  expect(recordLine(event)).not.toContain('\u2028');
  expect(line).not.toHaveProperty('formatId');
});

test('a diagnostic line names its evidence item', () => {
  const line = diagnosticLine(evidenceIdOf(3), {
    code: 'file-empty',
    effect: 'noted',
    stage: 'probe',
    locator: [fileStep('x')],
    detail: 'd',
  });
  expect(read(line)).toEqual({ code: 'file-empty', effect: 'noted', stage: 'probe', evidenceId: 'EX-003', locator: 'file:x', detail: 'd' });
});

function read(line: string): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>;
}
