import type { IngestBatch, ResumeToken } from '#contract/index.ts';
import { bytesStep, fileStep, type EvidenceId, type Finding, type RecordId } from '#model/index.ts';
import type { WireMessage } from '#renderer/case/row-block.ts';

export const firstItem = 'EX-001' as EvidenceId;

/** An identifier made of a number, spread like a hash. */
export function recordIdFor(number: number): RecordId {
  const word = (seed: number): string => (Math.imul(number + 1, seed) >>> 0).toString(16).padStart(8, '0');
  return [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map(word).join('') as RecordId;
}

interface Wanted {
  readonly subject?: string;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly sent?: string | null;
  readonly folderPath?: readonly string[];
  readonly text?: string;
  readonly parent?: number | null;
  readonly evidenceId?: EvidenceId;
}

/** A message of an mbox, numbered. */
export function messageFor(number: number, wanted: Wanted = {}): WireMessage {
  const parent = wanted.parent ?? null;
  const sent = wanted.sent === undefined ? '2024-01-02T03:04:05.000Z' : wanted.sent;
  return {
    kind: 'message',
    recordId: recordIdFor(number),
    evidenceId: wanted.evidenceId ?? firstItem,
    parentRecordId: parent === null ? null : recordIdFor(parent),
    locator: [fileStep('mail/box'), bytesStep(number * 1000, 1000)],
    parent: parent === null ? null : [fileStep('mail/box'), bytesStep(parent * 1000, 1000)],
    observed: {
      range: { offsetBytes: number * 1000, lengthBytes: 1000 },
      sizeBytes: 1000 + number,
      sha256: null,
      allocation: 'allocated',
      intact: true,
    },
    claimed: {
      folderPath: wanted.folderPath ?? ['mail', 'box'],
      messageClass: 'IPM.Note',
      messageId: `<${String(number)}@example.org>`,
      inReplyTo: null,
      references: [],
      subject: wanted.subject ?? `Subject ${String(number)}`,
      from: [{ name: '', address: wanted.from ?? 'from@example.org' }],
      sender: [],
      to: (wanted.to ?? ['to@example.org']).map((address) => ({ name: '', address })),
      cc: [],
      bcc: [],
      sent: sent === null ? null : { raw: sent, instant: sent, offsetMinutes: 0, statedBy: 'header Date' },
      received: null,
      flags: ['read'],
      lastVerb: null,
      lastVerbTime: null,
    },
    headerOrigin: 'message',
    headerBlock: Uint8Array.from([0x53, 0x3a, 0x20, 0xff, 0x00, 0x0d, 0x0a]),
    headerOffsetBytes: number * 1000,
    properties: [],
    attachments: [],
    bodies: { text: wanted.text ?? 'Body', html: null },
  };
}

/** A finding that cites messages by their numbers. */
export function findingFor(numbers: readonly [number, ...number[]], ruleId: string, destinations: readonly string[]): Finding {
  const cite = (number: number): Finding['citations'][number] => ({
    recordId: recordIdFor(number),
    evidenceId: firstItem,
    locator: [fileStep('mail/box'), bytesStep(number * 1000, 1000)],
    field: 'header X-Forwarded-To',
    excerpt: destinations.join(' '),
    range: null,
    headerIndex: 0,
  });
  const [first, ...others] = numbers;
  return {
    ruleId,
    ruleVersion: '1',
    technique: 'T1114.003',
    level: 'high',
    strength: 'STATES',
    statement: 'The header X-Forwarded-To states an address.',
    mechanism: 'forwarding',
    agency: 'automatic',
    sources: [],
    destinations,
    time: { raw: '2024', instant: '2024-01-01T00:00:00.000Z', offsetMinutes: null, statedBy: 'header Date' },
    citations: [cite(first), ...others.map(cite)],
    benignExplanations: ['none'],
    wouldProve: ['nothing'],
  };
}

export function batchFor(sequence: number, parts: Partial<IngestBatch>): IngestBatch {
  return {
    evidenceId: firstItem,
    sequence,
    records: [],
    diagnostics: [],
    findings: [],
    observations: [],
    traces: [],
    accounts: [],
    resume: `after ${String(sequence)}` as ResumeToken,
    ...parts,
  };
}
