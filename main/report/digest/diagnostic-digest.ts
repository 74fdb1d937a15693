import type { Diagnostic, DiagnosticCode, Effect, EvidenceId } from '#model/index.ts';

/** A diagnostic and the evidence item it is about. */
export interface ReportedDiagnostic {
  readonly evidenceId: EvidenceId;
  readonly diagnostic: Diagnostic;
}

/** The diagnostics of one code: all counted, the first of them listed. */
export interface DiagnosticGroup {
  readonly code: DiagnosticCode;
  readonly count: number;
  readonly byEffect: ReadonlyMap<Effect, number>;
  readonly shown: readonly ReportedDiagnostic[];
}

/** Takes diagnostics in one by one and keeps what a report needs of them. */
export interface DiagnosticDigest {
  /** Diagnostics of a code that the report lists; the rest is counted. */
  readonly mostPerCode: number;
  add(evidenceId: EvidenceId, diagnostic: Diagnostic): void;
  /** Groups in alphabetical order of their codes. */
  groups(): readonly DiagnosticGroup[];
  total(): number;
}

/** Makes an empty digest of diagnostics. */
export function newDiagnosticDigest(mostPerCode = 200): DiagnosticDigest {
  const groups = new Map<DiagnosticCode, GrowingGroup>();
  let total = 0;
  return {
    mostPerCode,
    add(evidenceId, diagnostic) {
      total += 1;
      const group = groups.get(diagnostic.code) ?? { code: diagnostic.code, count: 0, byEffect: new Map<Effect, number>(), shown: [] };
      groups.set(diagnostic.code, group);
      group.count += 1;
      group.byEffect.set(diagnostic.effect, (group.byEffect.get(diagnostic.effect) ?? 0) + 1);
      if (group.shown.length < mostPerCode) group.shown.push({ evidenceId, diagnostic });
    },
    groups: () => [...groups.values()].sort((one, other) => (one.code < other.code ? -1 : 1)),
    total: () => total,
  };
}

interface GrowingGroup extends DiagnosticGroup {
  count: number;
  readonly byEffect: Map<Effect, number>;
  readonly shown: ReportedDiagnostic[];
}
