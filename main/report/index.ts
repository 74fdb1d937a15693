/**
 * Room `report`: turns a case into documents.
 *
 * Enters: what the case holds, as a `ReportInput` or record by record. Leaves: neutral blocks (`composeReport`), and
 * text in pieces from the writers: HTML, CSV, NDJSON.
 * Invariant: pure. Nothing is left out silently: what a report does not print it counts and says where it is.
 * Everything from evidence is text to the writers; none of it becomes markup, script or formula.
 */
export type { Block, CitationBlock, Column, Report } from './blocks.ts';
export { actionText, conditionText, targetText } from './rule-wording.ts';
export { composeReport } from './compose.ts';
export { newAccountDigest, type AccountDigest, type AccountSum, type ReportedAccount } from './digest/account-digest.ts';
export { newDiagnosticDigest, type DiagnosticDigest, type DiagnosticGroup, type ReportedDiagnostic } from './digest/diagnostic-digest.ts';
export { newFactDigest, type FactDigest } from './digest/fact-digest.ts';
export {
  defaultFindingDigestOptions,
  messageFactsOf,
  newFindingDigest,
  type FindingDigest,
  type FindingDigestOptions,
  type FindingGroup,
  type MessageFacts,
  type Review,
  type ReviewedFinding,
} from './digest/finding-digest.ts';
export { newObservationDigest, type ObservationDigest, type ObservationSum } from './digest/observation-digest.ts';
export type {
  CaseFacts,
  ProgramFacts,
  ReportedAnalysis,
  ReportedEvidence,
  ReportedVerification,
  ReportInput,
  StatedClockSkew,
} from './report-input.ts';
export { destinationsNamed, extentText, formatOffsets, formatRange, skewText } from './wording.ts';
export { headersOf, type WritableMessage, type WritableRecord } from './writable-message.ts';
export { csvBeginning, findingCsvHead, findingCsvRow, messageCsvHead, messageCsvRow } from './writers/csv.ts';
export { htmlPieces } from './writers/html.ts';
export { diagnosticLine, findingLine, messageLine, observationLine, recordLine } from './writers/ndjson.ts';
