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
 * where none was kept. Where there are more than can be cited, those that name an address of interest go before others.
 * @param excerpt what the record states, for want of a stored form
 * @param addresses the addresses of interest: where a rule sends mail to
 */
export function citeParts(
  record: FactRecord,
  parts: readonly RulePart[],
  excerpt: string,
  addresses: readonly string[] = [],
): NonEmpty<Citation> {
  const tells = ({ text = '' }: RulePart): boolean => addresses.some((address) => text.toLowerCase().includes(address.toLowerCase()));
  const chosen = new Set([...parts.filter(tells), ...parts.filter((part) => !tells(part))].slice(0, mostCitedParts));
  const [first, ...others] = parts
    .filter((part) => chosen.has(part))
    .map((part) =>
      citeFact(
        record,
        part.tag === null ? `${record.kind} ${part.field}` : `${record.kind} ${part.field} (${part.tag})`,
        part.text ?? part.raw,
      ),
    );
  return first === undefined ? [citeFact(record, record.kind, excerpt)] : [first, ...others];
}
