/**
 * Room `analysis`: finds artifacts in records and states them as findings.
 *
 * Enters: records in evidence order, one at a time, and what is known of the case.
 * Leaves: findings, each citing record, field and bytes, with its benign explanations and what would prove it.
 * Invariant: pure. The same records in the same order give the same findings in the same order; no detector knows
 * another; nothing here judges a person, it says what the evidence states.
 */
export type { AnalysisContext, Detection, Detector } from './detector.ts';
export { allRules, detectors, startAnalysis } from './registry.ts';
