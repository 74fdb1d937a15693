import { analyseCase, type CaseDetector, type CaseMaterial } from '#analysis/index.ts';
import {
  evidenceIdOf,
  fileStep,
  type Citation,
  type FactRecord,
  type Finding,
  type ForwardingObservation,
  type MessageTrace,
  type ParameterValues,
  type RecordId,
} from '#model/index.ts';
import { timesWithoutZone } from './times-in-findings.ts';

let made = 0;

/** A record identifier that no other record of the test has. */
export function newRecordId(): RecordId {
  made += 1;
  return made.toString(16).padStart(32, '0') as RecordId;
}

/** The mailbox of the plain records. */
export const plainMailbox = 'EX-001 mail';

/** An instant on a day of March 2026, in milliseconds. */
export function onDay(day: number, hour = 9, minute = 0): number {
  return Date.UTC(2026, 2, day, hour, minute);
}

/** A trace of a plain received message, with the given parts in place of its own. */
export function messageTrace(parts: Partial<MessageTrace> = {}): MessageTrace {
  const recordId = parts.recordId ?? newRecordId();
  return {
    recordId,
    locator: [fileStep('mail/Inbox')],
    mailbox: plainMailbox,
    place: 'received',
    time: onDay(3),
    from: 'carl@partner.example',
    to: ['anna@firm.example'],
    subject: 'Report',
    id: recordId.slice(16),
    refs: [],
    thread: null,
    body: null,
    marks: [],
    ...parts,
  };
}

/** A citation of a header of a record. */
export function citationOf(recordId: RecordId, field = 'header X-Forwarded-To'): Citation {
  return { recordId, evidenceId: evidenceIdOf(1), locator: [fileStep('mail/Inbox')], field, excerpt: field, range: null, headerIndex: 0 };
}

/** An observation of Gmail's automatic forward out of the plain mailbox, with the given parts in place of its own. */
export function forwarding(parts: Partial<ForwardingObservation> & { readonly at?: number } = {}): ForwardingObservation {
  const { at = onDay(3), ...own } = parts;
  const recordId = own.recordId ?? newRecordId();
  const instant = new Date(at).toISOString();
  return {
    recordId,
    evidenceId: evidenceIdOf(1),
    mailbox: plainMailbox,
    artifact: 'header X-Forwarded-To',
    mechanism: 'mailbox-setting',
    direction: 'out',
    agency: 'automatic',
    because: 'Test.',
    sources: [],
    destinations: ['collector@outside.example'],
    time: { raw: instant, instant, offsetMinutes: 0, statedBy: 'header Received' },
    citations: [citationOf(recordId)],
    ...own,
  };
}

/** A forward by hand that lies among the sent mail. */
export function byHand(parts: Partial<ForwardingObservation> & { readonly at?: number } = {}): ForwardingObservation {
  return forwarding({ artifact: 'subject prefix of a forward', mechanism: 'by-hand', agency: 'manual', ...parts });
}

/** A rule in force as an observation. */
export function ruleObserved(parts: Partial<ForwardingObservation> & { readonly at?: number } = {}): ForwardingObservation {
  return forwarding({ artifact: 'rule', mechanism: 'server-rule', ...parts });
}

/** Many of something. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export interface CaseParts {
  readonly facts?: readonly FactRecord[];
  readonly observations?: readonly ForwardingObservation[];
  readonly traces?: readonly MessageTrace[];
}

/** A piece of material. */
export function material({ facts = [], observations = [], traces = [] }: CaseParts): CaseMaterial {
  return { evidenceId: evidenceIdOf(1), facts, observations, traces };
}

/** What one detector finds in material. The own domain is firm.example unless others are given. */
export async function findingsAcross(
  detector: CaseDetector,
  parts: CaseParts | readonly CaseMaterial[],
  { ownDomains = ['firm.example'], parameters = {} }: { ownDomains?: readonly string[]; parameters?: ParameterValues } = {},
): Promise<Finding[]> {
  const pieces = Array.isArray(parts) ? (parts as readonly CaseMaterial[]) : [material(parts as CaseParts)];
  const findings: Finding[] = [];
  for await (const finding of analyseCase(() => pieces, { ownDomains, parameters }, [detector])) {
    // Whatever a test is about: a statement is read beside times in the zone of the case.
    if (timesWithoutZone(finding).length > 0) throw new Error(`It tells times without a zone: ${finding.statement}`);
    findings.push(finding);
  }
  return findings;
}
