import {
  findingIdOf,
  formatLocator,
  type Citation,
  type ClaimedTime,
  type Diagnostic,
  type EvidenceId,
  type Finding,
  type MailAddress,
  type FindingExtent,
  type ForwardingObservation,
} from '#model/index.ts';
import type { Review } from '../digest/finding-digest.ts';
import { headersOf, type WritableMessage, type WritableRecord } from '../writable-message.ts';

/** A line of messages.ndjson: one message with everything but its bodies, ended by a line feed. */
export function messageLine(message: WritableMessage): string {
  const { claimed, observed } = message;
  return line({
    recordId: message.recordId,
    evidenceId: message.evidenceId,
    locator: formatLocator(message.locator),
    folderPath: claimed.folderPath,
    parentRecordId: message.parentRecordId,
    allocation: observed.allocation,
    messageClass: claimed.messageClass,
    messageId: claimed.messageId,
    subject: claimed.subject,
    from: addresses(claimed.from),
    sender: addresses(claimed.sender),
    to: addresses(claimed.to),
    cc: addresses(claimed.cc),
    bcc: addresses(claimed.bcc),
    sent: time(claimed.sent),
    received: time(claimed.received),
    bytes: observed.sizeBytes,
    sha256: observed.sha256,
    attachments: message.attachments.map((attachment) => ({
      name: attachment.name,
      type: attachment.mediaType,
      bytes: attachment.sizeBytes,
      sha256: attachment.sha256,
    })),
    headers: headersOf(message).map((field) => [field.name, field.value]),
    flags: claimed.flags,
    ...(claimed.labels === undefined ? {} : { labels: claimed.labels }),
    ...(claimed.categories === undefined ? {} : { categories: claimed.categories }),
    lastVerb: claimed.lastVerb,
    lastVerbTime: time(claimed.lastVerbTime),
    ...(claimed.conversation === undefined
      ? {}
      : { conversation: { ...claimed.conversation, started: time(claimed.conversation.started) } }),
  });
}

/** A line of records.ndjson: a record that is no message (kind rule, account, setting, event or file). */
export function recordLine(record: Exclude<WritableRecord, WritableMessage>): string {
  return line({
    recordId: record.recordId,
    evidenceId: record.evidenceId,
    kind: record.kind,
    locator: formatLocator(record.locator),
    parentRecordId: record.parentRecordId,
    allocation: record.observed.allocation,
    intact: record.observed.intact,
    bytes: record.observed.sizeBytes,
    sha256: record.observed.sha256,
    ...(record.kind === 'file' ? { formatId: record.formatId, because: record.because } : {}),
    claimed: record.claimed,
  });
}

/** A line of findings.ndjson; `review` is null where nobody reviewed. */
export function findingLine(finding: Finding, review: Review | null = null): string {
  return line({
    findingId: findingIdOf(finding),
    ruleId: finding.ruleId,
    ruleVersion: finding.ruleVersion,
    technique: finding.technique,
    level: finding.level,
    statement: finding.statement,
    strength: finding.strength,
    mechanism: finding.mechanism,
    agency: finding.agency,
    sources: finding.sources,
    destinations: finding.destinations,
    time: time(finding.time),
    citations: finding.citations.map(citation),
    benignExplanations: finding.benignExplanations,
    wouldProve: finding.wouldProve,
    ...(finding.extent === undefined ? {} : { extent: extent(finding.extent) }),
    ...(finding.table === undefined ? {} : { table: finding.table }),
    review,
  });
}

/** A line of observations.ndjson. */
export function observationLine(observation: ForwardingObservation): string {
  return line({ ...observation, time: time(observation.time), citations: observation.citations.map(citation) });
}

/** A line of diagnostics.ndjson. */
export function diagnosticLine(evidenceId: EvidenceId, diagnostic: Diagnostic): string {
  return line({
    code: diagnostic.code,
    effect: diagnostic.effect,
    stage: diagnostic.stage,
    evidenceId,
    locator: formatLocator(diagnostic.locator),
    detail: diagnostic.detail,
  });
}

// JSON text of one line. U+0085, U+2028 and U+2029 may stand in JSON strings, but programs that split lines by Unicode's
// rules would break them there, so they are escaped.
function line(value: object): string {
  const text = JSON.stringify(value);
  return `${text.replace(/[\u0085\u2028\u2029]/g, (separator) => `\\u${separator.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

function time(claimed: ClaimedTime | null) {
  return claimed === null
    ? null
    : { raw: claimed.raw, instant: claimed.instant, offsetMinutes: claimed.offsetMinutes, statedBy: claimed.statedBy };
}

function extent({ first, last, count, unit, records }: FindingExtent) {
  return { first: time(first), last: time(last), count, unit, records };
}

function addresses(list: readonly MailAddress[]) {
  return list.map(({ name, address }) => ({ name, address }));
}

function citation(cited: Citation) {
  return { ...cited, locator: formatLocator(cited.locator) };
}
