/**
 * Room `analysis`: finds artifacts in records and states them as findings.
 *
 * Enters: records in evidence order, one at a time; then, for what shows only across records or depends on what the
 * examiner gave for the case, what the case keeps of them.
 * Leaves: findings, each citing record, field and bytes, with its benign explanations and what would prove it; and of
 * each record what analysis across records needs: observations and traces.
 * Invariant: pure. The same records in the same order give the same findings in the same order; no detector knows
 * another; nothing here judges a person, it says what the evidence states.
 */
export { newOwnDomainTally, proposeOwnDomains, type DomainProposal, type OwnDomainTally } from './across/own-domains.ts';
export { analyseCase } from './analyse-case.ts';
export type { CaseContext, CaseDetection, CaseDetector, CaseMaterial, Detection, Detector } from './detector.ts';
export { observeRecord, type ObservedRecord } from './observe/observe-record.ts';
export { identifierHash } from './observe/text-hash.ts';
export { readParameter, rulesAsSet } from './parameters.ts';
export { allRules, caseDetectors, detectors, startAnalysis } from './registry.ts';
