import type { Citation, FactRecord, NonEmpty, RulePart } from '#model/index.ts';
import { excerptOf } from '../excerpt.ts';

/**
 * Cites a field of a record that is no message: of a rule the stored form, by its name and its beginning as it stands
 * (text, or bytes in hexadecimal); of another record the field named.
 * @param excerpt what the field states, as it stands in the evidence
 */
export function citeFact(record: FactRecord, field: string, excerpt: string): Citation {
  return {
    recordId: record.recordId,
    evidenceId: record.evidenceId,
    locator: record.locator,
    field,
    excerpt: excerptOf(excerpt),
    range: record.observed.range,
    headerIndex: null,
  };
}

/** Most stored forms that a finding cites. */
const mostCitedParts = 4;

/**
 * Cites the stored forms that a rule or setting was read from, each with its beginning as it stands; the record as a whole
 * where none was kept.
 * @param excerpt what the record states, for want of a stored form
 */
export function citeParts(record: FactRecord, parts: readonly RulePart[], excerpt: string): NonEmpty<Citation> {
  const [first, ...others] = parts
    .slice(0, mostCitedParts)
    .map((part) =>
      citeFact(
        record,
        part.tag === null ? `${record.kind} ${part.field}` : `${record.kind} ${part.field} (${part.tag})`,
        part.text ?? part.raw,
      ),
    );
  return first === undefined ? [citeFact(record, record.kind, excerpt)] : [first, ...others];
}
