import type { EvidenceId, ForwardingObservation, MessageTrace } from '#model/index.ts';
import type { CaseMaterial } from '../case-material.ts';
import { contradicted } from '../observe/message-observations.ts';

/** A message that was forwarded, by hand or automatically, as far as matching needs it. */
export interface ForwardedCopy {
  readonly trace: MessageTrace;
  readonly evidenceId: EvidenceId;
  readonly isAutomatic: boolean;
  /** To whom it went; empty where that is not known. */
  readonly destinations: readonly string[];
}

/** An original and its forwarded copy. */
export interface CopyPair {
  readonly original: MessageTrace;
  readonly originalEvidence: EvidenceId;
  readonly copy: ForwardedCopy;
  readonly by: 'its Message-ID' | 'the Message-ID that it names' | 'subject and first words';
}

/**
 * Finds the originals of forwarded messages in two passes: the first remembers what was forwarded and what it names, the
 * second looks for that among all messages. Grows with forwarded messages, up to a limit that is told.
 */
export interface CopyMatcher {
  consume(material: CaseMaterial): void;
  consumeAgain(material: CaseMaterial): void;
  /** Whether there is anything to look for. */
  readonly isNeeded: boolean;
  pairs(): readonly CopyPair[];
  /** Forwarded messages beyond the limit, for which no original was looked for. */
  readonly leftOut: number;
}

/** Begins with nothing forwarded. */
export function newCopyMatcher(): CopyMatcher {
  const byOwnId = new Map<string, ForwardedCopy[]>();
  const byNamedId = new Map<string, ForwardedCopy[]>();
  const byBody = new Map<string, ForwardedCopy[]>();
  const pairs: CopyPair[] = [];
  const matched = new Set<string>();
  let copies = 0;
  let leftOut = 0;
  return {
    consume({ evidenceId, observations, traces }) {
      const ofRecord = byRecordId(observations);
      for (const trace of traces) {
        const isAutomatic = trace.marks.includes('auto');
        const isByHand = trace.place === 'sent' && trace.marks.some((mark) => visible.has(mark));
        if (!isAutomatic && !isByHand) continue;
        if (copies >= mostCopies) {
          leftOut += 1;
          continue;
        }
        copies += 1;
        const named = [...new Set((ofRecord.get(trace.recordId) ?? []).flatMap((one) => (isForwarding(one) ? one.destinations : [])))];
        const copy: ForwardedCopy = { trace, evidenceId, isAutomatic, destinations: named.length > 0 || isAutomatic ? named : trace.to };
        if (isAutomatic && trace.id !== null) put(byOwnId, trace.id, copy);
        for (const reference of trace.refs.slice(0, nearestReferences)) put(byNamedId, reference, copy);
        if (trace.body !== null) put(byBody, trace.body, copy);
      }
    },
    consumeAgain({ evidenceId, traces }) {
      for (const trace of traces) {
        const match = (found: readonly ForwardedCopy[] | undefined, by: CopyPair['by']): void => {
          for (const copy of found ?? []) {
            const key = `${copy.trace.recordId} ${trace.mailbox}`;
            if (pairs.length >= mostPairs || matched.has(key) || !canBeOriginal(trace, copy)) continue;
            matched.add(key);
            pairs.push({ original: trace, originalEvidence: evidenceId, copy, by });
          }
        };
        if (trace.id !== null) {
          match(byOwnId.get(trace.id), 'its Message-ID');
          match(byNamedId.get(trace.id), 'the Message-ID that it names');
        }
        if (trace.body !== null) match(byBody.get(trace.body), 'subject and first words');
      }
    },
    get isNeeded() {
      return copies > 0;
    },
    pairs: () => pairs,
    get leftOut() {
      return leftOut;
    },
  };
}

const mostCopies = 200_000;
const mostPairs = 200_000;
const mostOfOneKey = 50;
const nearestReferences = 2;
const visible: ReadonlySet<string> = new Set(['fw-subject', 'forward-block']);
const clockTolerance = 24 * 3_600_000;

function isForwarding({ because }: ForwardingObservation): boolean {
  return !because.startsWith(contradicted);
}

function byRecordId(observations: readonly ForwardingObservation[]): ReadonlyMap<string, ForwardingObservation[]> {
  const made = new Map<string, ForwardingObservation[]>();
  for (const observation of observations) {
    const known = made.get(observation.recordId);
    if (known === undefined) made.set(observation.recordId, [observation]);
    else known.push(observation);
  }
  return made;
}

function put(map: Map<string, ForwardedCopy[]>, key: string, copy: ForwardedCopy): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [copy]);
  else if (known.length < mostOfOneKey) known.push(copy);
}

// The original is another message, no forward by hand itself, and not younger than its copy (clocks may differ by a day).
function canBeOriginal(trace: MessageTrace, { trace: copy, isAutomatic }: ForwardedCopy): boolean {
  if (trace.recordId === copy.recordId || trace.marks.includes('auto')) return false;
  if (trace.place === 'draft' || (!isAutomatic && trace.place === 'sent' && trace.marks.includes('fw-subject'))) return false;
  if (isAutomatic && trace.mailbox === copy.mailbox && trace.id === copy.id && trace.place === copy.place) return false;
  return trace.time === null || copy.time === null || trace.time <= copy.time + clockTolerance;
}
