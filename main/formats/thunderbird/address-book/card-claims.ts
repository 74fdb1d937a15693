import type { CorrespondentClaims, RuleTarget } from '#model/index.ts';
import { addressTarget, fact, shortened } from '../claims.ts';

/** The fields of a card or list of an address book by name, as nsIAbCard of comm-central names them. */
export type CardFields = ReadonlyMap<string, string>;

/** A card as a correspondent. */
export function cardClaims(fields: CardFields, source: string): CorrespondentClaims {
  const addresses = ['PrimaryEmail', 'SecondEmail'].flatMap((name): RuleTarget[] => {
    const address = fields.get(name) ?? '';
    return address === '' ? [] : [addressTarget(nameOf(fields), address)];
  });
  return { client: 'thunderbird', source, name: nameOf(fields), addresses, facts: otherFields(fields, cardNames) };
}

/** A mailing list as a correspondent with the addresses of its members. */
export function listClaims(fields: CardFields, members: readonly RuleTarget[], source: string): CorrespondentClaims {
  return {
    client: 'thunderbird',
    source,
    name: shortened(fields.get('ListName') ?? '', 1000),
    addresses: members.slice(0, mostMembers),
    facts: [
      fact('kind', 'mailing list'),
      ...(members.length > mostMembers ? [fact('members in all', members.length)] : []),
      ...otherFields(fields, listNames),
    ],
  };
}

const mostMembers = 1000;
const cardNames = /^(?:DisplayName|PrimaryEmail|SecondEmail|LowercasePrimaryEmail|LowercaseSecondEmail|RecordKey|DbRowID)$/;
const listNames = /^(?:ListName|LowercaseListName|RecordKey|DbRowID|Address\d+)$/;

function nameOf(fields: CardFields): string {
  const shown = fields.get('DisplayName') ?? '';
  const parts = [fields.get('FirstName') ?? '', fields.get('LastName') ?? ''].filter((part) => part !== '');
  return shortened(shown === '' ? parts.join(' ') : shown, 1000);
}

// A field that is empty, or a number that is 0, states nothing.
function otherFields(fields: CardFields, known: RegExp): CorrespondentClaims['facts'] {
  return [...fields].flatMap(([name, value]) => {
    if (value === '' || value === '0' || known.test(name)) return [];
    const time = name === 'LastModifiedDate' ? modifiedAt(value) : null;
    return [fact(name, time ?? value)];
  });
}

// Seconds since 1970: hexadecimal in Mork files; in decimal digits, which are ten, in SQLite.
function modifiedAt(value: string): string | null {
  const seconds = /^\d{10}$/.test(value) ? Number(value) : /^[0-9a-f]{8}$/i.test(value) ? Number.parseInt(value, 16) : null;
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}
