import Papa from 'papaparse';
import { findingIdOf, formatAddress, formatLocator, type ClaimedTime, type Finding, type MailAddress } from '#model/index.ts';
import type { Review } from '../digest/finding-digest.ts';
import type { WritableMessage } from '../writable-message.ts';

/**
 * What every CSV file begins with: the byte order mark by which spreadsheet programs know UTF-8. Rows follow RFC 4180:
 * comma, quotes doubled, CRLF. A cell that a spreadsheet would take for a formula is preceded by an apostrophe.
 */
export const csvBeginning = '\uFEFF';

/** The head row of the messages' CSV. */
export function messageCsvHead(): string {
  return row([...messageColumns]);
}

/** One message as a CSV row. */
export function messageCsvRow(message: WritableMessage): string {
  const { claimed, observed } = message;
  return row([
    message.recordId,
    message.evidenceId,
    formatLocator(message.locator),
    claimed.folderPath.join('/'),
    message.parentRecordId ?? '',
    observed.allocation,
    claimed.messageClass,
    claimed.messageId ?? '',
    claimed.subject,
    addresses(claimed.from),
    addresses(claimed.sender),
    addresses(claimed.to),
    addresses(claimed.cc),
    addresses(claimed.bcc),
    ...time(claimed.sent),
    ...time(claimed.received),
    String(observed.sizeBytes),
    observed.sha256 ?? '',
    String(message.attachments.length),
    message.attachments.map((attachment) => attachment.name).join('; '),
    claimed.flags.join(' '),
    claimed.lastVerb === null ? '' : String(claimed.lastVerb),
    ...time(claimed.lastVerbTime),
  ]);
}

/** The head row of the findings' CSV. */
export function findingCsvHead(): string {
  return row([...findingColumns]);
}

/** One finding as a CSV row; of its citations the first, and how many there are. */
export function findingCsvRow(finding: Finding, review: Review | null = null): string {
  const [cited] = finding.citations;
  return row([
    findingIdOf(finding),
    finding.ruleId,
    finding.ruleVersion,
    finding.technique,
    finding.level,
    finding.strength,
    finding.statement,
    finding.mechanism,
    finding.agency,
    finding.sources.join('; '),
    finding.destinations.join('; '),
    ...time(finding.time),
    cited.evidenceId,
    cited.recordId,
    formatLocator(cited.locator),
    cited.field,
    cited.range === null ? '' : String(cited.range.offsetBytes),
    cited.range === null ? '' : String(cited.range.lengthBytes),
    cited.excerpt,
    String(finding.citations.length),
    finding.benignExplanations.join(' '),
    finding.wouldProve.join(' '),
    review?.review ?? 'open',
    review?.note ?? '',
  ]);
}

const messageColumns = [
  'recordId',
  'evidenceId',
  'locator',
  'folderPath',
  'parentRecordId',
  'allocation',
  'messageClass',
  'messageId',
  'subject',
  'from',
  'sender',
  'to',
  'cc',
  'bcc',
  'sentUtc',
  'sentRaw',
  'receivedUtc',
  'receivedRaw',
  'bytes',
  'sha256',
  'attachments',
  'attachmentNames',
  'flags',
  'lastVerb',
  'lastVerbTimeUtc',
  'lastVerbTimeRaw',
] as const;

const findingColumns = [
  'findingId',
  'ruleId',
  'ruleVersion',
  'technique',
  'level',
  'strength',
  'statement',
  'mechanism',
  'agency',
  'sources',
  'destinations',
  'timeUtc',
  'timeRaw',
  'evidenceId',
  'recordId',
  'locator',
  'field',
  'offsetBytes',
  'lengthBytes',
  'excerpt',
  'citations',
  'benignExplanations',
  'wouldProve',
  'review',
  'note',
] as const;

// The library's own pattern for formulas ends with `$`, which misses a formula followed by a line break.
const formulaBeginning = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

function row(cells: string[]): string {
  return `${Papa.unparse([cells], { escapeFormulae: formulaBeginning, newline: '\r\n' })}\r\n`;
}

function time(claimed: ClaimedTime | null): [string, string] {
  return [claimed?.instant ?? '', claimed?.raw ?? ''];
}

function addresses(list: readonly MailAddress[]): string {
  return list.map(formatAddress).join('; ');
}
