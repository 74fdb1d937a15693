import type { IngestBatch, ResumeToken, WireRecord } from '#contract/index.ts';
import {
  accessEvent,
  bytesStep,
  evidenceIdOf,
  fileStep,
  type AccessAction,
  type AccessStrength,
  type ForwardingObservation,
  type RecordId,
} from '#model/index.ts';
import { actionTo, ruleRecord, smtpTarget } from './fact-builder.ts';
import { seededRandom } from './random.ts';

/** A case made by hand, whose truth is known: what a log states line by line, and messages that were passed on. */
export interface HandmadeCase {
  /** The content of the evidence file; each event lies in a line of it. */
  readonly log: string;
  readonly batches: readonly IngestBatch[];
  readonly events: number;
  readonly messages: number;
  readonly automatic: number;
  readonly byHand: number;
  /** The source that has none for ten days, and the last line before. */
  readonly gapSource: string;
}

const evidenceId = evidenceIdOf(1);
const day = 24 * 3_600_000;
const begin = Date.UTC(2026, 1, 1, 8);
const sources: readonly (readonly [source: string, clock: string, acts: readonly (readonly [AccessAction, AccessStrength, string])[]])[] = [
  [
    'Microsoft 365 unified audit log',
    'clock of the server',
    [
      ['mail-access', 'OPENED', 'MailItemsAccessed'],
      ['sign-in', 'LOGGED ON', 'UserLoggedIn'],
      ['rule-change', 'CHANGED', 'New-InboxRule'],
      ['mail-sync', 'SYNCED', 'MailItemsAccessed Sync'],
    ],
  ],
  ['Thunderbird folder index, property MRUTime', 'clock of the machine', [['folder-access', 'OPENED', 'folder viewed']]],
  [
    'Windows Security event log',
    'clock of the machine',
    [
      ['process-start', 'RUN', '4688'],
      ['file-open', 'OPENED', '4663'],
      ['sign-in', 'ATTEMPTED', '4625'],
    ],
  ],
];

/** Makes the case. @param events how many access events it has */
export function handmadeCase(events: number): HandmadeCase {
  const random = seededRandom(7).next;
  const lines: string[] = [];
  let offsetBytes = 0;
  const records: WireRecord[] = [];
  const gapSource = sources[2]?.[0] ?? '';
  for (let number = 0; number < events; number += 1) {
    const [source, clock, acts] = sources[Math.floor(random() * sources.length)] ?? sources[0] ?? ['', '', []];
    const [action, strength, operation] = acts[Math.floor(random() * acts.length)] ?? ['other', 'PRESENT', ''];
    let at = begin + Math.floor(random() * 60 * day);
    // Ten days of one log are missing.
    if (source === gapSource && at > begin + 20 * day && at < begin + 30 * day) at -= 15 * day;
    const instant = new Date(at).toISOString();
    const actor = ['eve@outside.example', 'anna@example.org', 'CONTOSO\\ben', ''][Math.floor(random() * 4)] ?? '';
    const line = `${instant},${operation},${actor},192.0.2.${String(number % 250)},row ${String(number)}`;
    lines.push(line);
    records.push({
      kind: 'event',
      recordId: idOf(1, number),
      evidenceId,
      parentRecordId: null,
      parent: null,
      locator: [fileStep('audit.csv'), bytesStep(offsetBytes, line.length)],
      observed: {
        range: { offsetBytes, lengthBytes: line.length },
        sizeBytes: line.length,
        sha256: null,
        allocation: 'allocated',
        intact: true,
      },
      claimed: accessEvent({
        time: { raw: instant, instant, offsetMinutes: 0, statedBy: 'column CreationDate' },
        precision: 'millisecond',
        clock,
        strength,
        action,
        operation,
        actor,
        account: 'anna@example.org',
        address: `192.0.2.${String(number % 250)}`,
        host: source === gapSource ? 'WS-17' : '',
        process:
          action === 'process-start'
            ? { name: 'C:\\Windows\\System32\\robocopy.exe', commandLine: 'robocopy C:\\Users\\anna D:\\out /E' }
            : null,
        object: { kind: 'mailbox', name: 'anna@example.org' },
        source,
        doesNotShow: 'It does not show what was read, only that the mailbox was opened.',
        facts: [{ name: 'row', value: number }],
      }),
    });
    offsetBytes += line.length + 1;
  }
  return { log: `${lines.join('\n')}\n`, ...withForwarding(records), events, gapSource };
}

function withForwarding(events: readonly WireRecord[]): Pick<HandmadeCase, 'batches' | 'messages' | 'automatic' | 'byHand'> {
  const messages = 240;
  const records: WireRecord[] = [];
  const observations: ForwardingObservation[] = [];
  for (let number = 0; number < messages; number += 1) {
    const at = begin + Math.floor((number / messages) * 40 * day);
    records.push(message(number, new Date(at).toISOString()));
    if (number % 2 === 0 && number >= 80) {
      observations.push(observation(number, at, { destinations: [number % 6 === 0 ? 'archive@freemail.example' : 'eve@outside.example'] }));
    } else if (number % 15 === 1) {
      observations.push(
        observation(number, at, {
          mechanism: 'by-hand',
          agency: 'manual',
          artifact: 'subject prefix and quoted header',
          because: 'The subject begins with FW: and the body quotes a header block.',
          destinations: ['ben@example.org'],
          mailbox: 'EX-001 anna/Sent',
        }),
      );
    }
  }
  const rule = {
    ...ruleRecord({ name: 'out', client: 'outlook', actions: [actionTo('redirect', [smtpTarget('eve@outside.example')])] }),
    evidenceId,
  };
  const quiet = { ...ruleRecord({ name: 'Newsletters', actions: [actionTo('move')] }), evidenceId, recordId: idOf(3, 1) };
  observations.push(
    observation(
      0,
      begin + 13 * day,
      { mechanism: 'server-rule', artifact: 'rule', because: 'The rule redirects by itself.', destinations: ['eve@outside.example'] },
      rule.recordId,
    ),
  );
  const automatic = observations.filter(({ artifact }) => artifact.startsWith('header')).length;
  const byHand = observations.filter(({ agency }) => agency === 'manual').length;
  const none = { evidenceId, diagnostics: [], findings: [], traces: [], accounts: [] };
  const batches: IngestBatch[] = [
    { ...none, sequence: 0, records: [...records, rule, quiet], observations, resume: 'after 0' as ResumeToken },
  ];
  for (let from = 0; from < events.length; from += 2000) {
    const sequence = batches.length;
    batches.push({
      ...none,
      sequence,
      records: events.slice(from, from + 2000),
      observations: [],
      resume: `after ${String(sequence)}` as ResumeToken,
    });
  }
  return { batches, messages, automatic, byHand };
}

function observation(number: number, at: number, parts: Partial<ForwardingObservation>, recordId = idOf(2, number)): ForwardingObservation {
  const instant = new Date(at).toISOString();
  return {
    recordId,
    evidenceId,
    mailbox: 'EX-001 anna/Inbox',
    artifact: 'header X-MS-Exchange-ForwardingLoop',
    mechanism: 'mailbox-setting',
    direction: 'out',
    agency: 'automatic',
    because: 'The server writes this header when a setting of the mailbox passes mail on.',
    sources: ['anna@example.org'],
    destinations: [],
    time: { raw: instant, instant, offsetMinutes: 0, statedBy: 'header Date' },
    citations: [
      {
        recordId,
        evidenceId,
        locator: [fileStep('anna/Inbox'), bytesStep(number * 1000, 900)],
        field: 'header X-MS-Exchange-ForwardingLoop',
        excerpt: 'anna@example.org;0f1e2d3c-0000-4000-8000-000000000000',
        range: { offsetBytes: number * 1000 + 20, lengthBytes: 60 },
        headerIndex: 0,
      },
    ],
    ...parts,
  };
}

function message(number: number, instant: string): WireRecord {
  return {
    kind: 'message',
    recordId: idOf(2, number),
    evidenceId,
    parentRecordId: null,
    locator: [fileStep('anna/Inbox'), bytesStep(number * 1000, 900)],
    parent: null,
    observed: { range: null, sizeBytes: 900, sha256: null, allocation: 'allocated', intact: true },
    claimed: {
      folderPath: ['anna', 'Inbox'],
      messageClass: 'IPM.Note',
      messageId: `<${String(number)}@example.org>`,
      inReplyTo: null,
      references: [],
      subject: `Offer ${String(number)}`,
      from: [{ name: 'Ben', address: 'ben@example.net' }],
      sender: [],
      to: [{ name: 'Anna', address: 'anna@example.org' }],
      cc: [],
      bcc: [],
      sent: { raw: instant, instant, offsetMinutes: 0, statedBy: 'header Date' },
      received: null,
      flags: ['read'],
      lastVerb: null,
      lastVerbTime: null,
    },
    headerOrigin: 'message',
    // Text here, bytes in the window: see `readHandmade`.
    headerBlock: 'X-MS-Exchange-ForwardingLoop: anna@example.org;0f1e2d3c-0000-4000-8000-000000000000' as unknown as Uint8Array,
    headerOffsetBytes: null,
    properties: [],
    attachments: [],
    bodies: { text: 'The offer.', html: null },
  };
}

/** An identifier of a kind of thing and its number. */
function idOf(kind: number, number: number): RecordId {
  const word = (seed: number): string => (Math.imul(kind * 1_000_003 + number + 1, seed) >>> 0).toString(16).padStart(8, '0');
  return [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map(word).join('') as RecordId;
}
