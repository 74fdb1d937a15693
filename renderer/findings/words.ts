import type { Agency, Citation, Strength } from '#model/index.ts';
import { formatLocator, millisecondsOf } from '#model/index.ts';
import { formatRange } from '#report/index.ts';
import type { Annotation, FindingGroup, StoredFinding } from '#renderer/case/case-view.ts';
import { strengthWords } from '#renderer/access/words.ts';
import { caseDay } from '#renderer/ui/times.ts';

/** Whether a person or a machine forwarded, in words. */
export function agencyText(agency: Agency): string {
  return { automatic: 'by a machine', manual: 'by a person', undecidable: 'cannot be told from this artifact' }[agency];
}

/** Whether messages can be shown that the finding is about: what rests on rules or events alone has none. */
export function isAboutMessages({ extent, ruleId }: StoredFinding): boolean {
  if (extent === undefined) return !ruleId.startsWith('access.');
  return extent.count > 0 && extent.unit.includes('message');
}

/** What a strength word claims. */
export function strengthText(strength: Strength): string {
  switch (strength) {
    case 'STATES':
      return 'the artifact states it in so many words';
    case 'INDICATES':
      return 'the artifact is left by this and by little else';
    case 'CONSISTENT WITH':
      return 'the artifact fits, and fits other explanations too';
    default:
      return strengthWords[strength];
  }
}

/** Review states with the words and keys of the interface. */
export const reviewStates: readonly { readonly id: Annotation['review']; readonly title: string; readonly key: string }[] = [
  { id: 'open', title: 'Open', key: 'o' },
  { id: 'confirmed', title: 'Confirmed', key: 'c' },
  { id: 'benign', title: 'Benign', key: 'g' },
  { id: 'unclear', title: 'Unclear', key: 'u' },
];

/** The bytes that a citation names, as the report names them, or why it names none. */
export function bytesText({ range }: Citation): string {
  return range === null ? 'no run of bytes of its own' : formatRange(range);
}

/** What of the cited record goes into the text of a citation, where the case still has the record. */
export interface CitedRecord {
  readonly folderPath: readonly string[];
  readonly sha256: string | null;
}

/**
 * A citation as one line of text for a report:
 * `EX-003, Inbox/Sent, header X-Forwarded-To, bytes 1,042–1,090 (49 bytes), SHA-256 …, locator file:…`. Offsets are bytes
 * of the evidence file, first and last.
 */
export function citationText(citation: Citation, record: CitedRecord | null): string {
  const folder = record === null || record.folderPath.length === 0 ? null : record.folderPath.join('/');
  const range = citation.range === null ? null : formatRange(citation.range);
  const hash = record?.sha256 == null ? null : `SHA-256 ${record.sha256}`;
  return [citation.evidenceId, folder, citation.field, range, hash, `locator ${formatLocator(citation.locator)}`, `“${citation.excerpt}”`]
    .filter((part) => part !== null)
    .join(', ');
}

/** First and last day of a group in the case zone: `2001-05-14 – 2001-11-02`. */
export function intervalText({ first, last }: Pick<FindingGroup, 'first' | 'last'>, zone: string): string {
  if (first === null || last === null) return 'no dates';
  const [from, to] = [caseDay(first, zone), caseDay(last, zone)];
  return from === to ? from : `${from} – ${to}`;
}

/** Milliseconds since 1970 of what the finding claims as its time, or null. */
export function findingTime(finding: StoredFinding): number | null {
  return millisecondsOf(finding.time);
}
