/**
 * Room `host`: answers the calls of the window over any transport, and keeps the case folder.
 *
 * Enters: calls with validated arguments, an open case folder, the services of the program around it (dialogs,
 * printing). Leaves: results, trouble, events; `case.json`, the audit log, manifests and exports in the case folder.
 * Invariants: no Electron; evidence is named by exhibit number and locator, its paths stay here and in `case.json`;
 * nothing is written into evidence; a file of the case is replaced whole or not at all; the audit log only grows.
 */
export { verifyAuditLog, type AuditLog, type AuditVerification } from './audit-log.ts';
export { createCaseFolder, openCaseFolder, peekCase, type CaseFolder, type CaseStorage, type NewCase } from './case-folder.ts';
export { describeProgram } from './describe-program.ts';
export { createHost, type Host, type HostCall, type HostOptions } from './host.ts';
export { messageFileName } from './on-demand-calls.ts';
export { safeFileName } from './safe-name.ts';
export type { HostServices, RuntimeDescription } from './services.ts';
export { sampleEvidencePaths } from '#evidence/index.ts';
