import type { MailAddress } from '#model/index.ts';
import { readAddresses, type FieldIndex } from '../mime/header-values.ts';
import type { PropertyBag } from './property-bag.ts';

/** The people of a message as its properties, or else its transport headers, name them. */
export interface People {
  readonly from: readonly MailAddress[];
  readonly sender: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
}

/**
 * Reads who sent a message and to whom.
 *
 * Properties come first: they are what the store says. Within Exchange an address is an X.500 name; then the SMTP
 * address beside it is taken, or the one that the transport headers give for the same name.
 * @param recipients the properties of each row of the recipient table
 */
export function readPeople(bag: PropertyBag, recipients: Iterable<PropertyBag>, headers: FieldIndex): People {
  const inHeader = (name: string): MailAddress[] => readAddresses(headers.all(name));
  // Gone through once: of each of a hundred thousand rows only the address is kept.
  const rows = new Map<number, MailAddress[]>();
  for (const recipient of recipients) {
    const type = recipientType(recipient);
    const known = rows.get(type);
    if (known === undefined) rows.set(type, [recipientAddress(recipient)]);
    else known.push(recipientAddress(recipient));
  }
  const byType = (type: number, field: string, displayId: number): MailAddress[] => {
    const listed = rows.get(type) ?? [];
    if (listed.length > 0) return withInternetAddresses(listed, () => inHeader(field));
    const fromHeader = inHeader(field);
    return fromHeader.length > 0 ? fromHeader : displayNames(bag.text(displayId));
  };
  return {
    from: sentBy(bag, { name: 0x0042, address: 0x0065, smtp: 0x5d02 }, () => inHeader('from')),
    sender: sentBy(bag, { name: 0x0c1a, address: 0x0c1f, smtp: 0x5d01 }, () => inHeader('sender')),
    to: byType(recipientTypes.to, 'to', 0x0e04),
    cc: byType(recipientTypes.cc, 'cc', 0x0e03),
    bcc: byType(recipientTypes.bcc, 'bcc', 0x0e02),
  };
}

/** PidTagRecipientType ([MS-OXCMSG] 2.2.3.1.2); its upper bits say that the recipient was resent to, or done. */
const recipientTypes = { to: 1, cc: 2, bcc: 3 } as const;

function recipientType(recipient: PropertyBag): number {
  return (recipient.integer(0x0c15) ?? 0) & 0xf;
}

function recipientAddress(recipient: PropertyBag): MailAddress {
  const address = firstText(recipient, [0x39fe]) || firstText(recipient, [0x3003]);
  return { name: firstText(recipient, [0x3001, 0x5ff6]), address };
}

function sentBy(
  bag: PropertyBag,
  ids: { readonly name: number; readonly address: number; readonly smtp: number },
  inHeader: () => readonly MailAddress[],
): readonly MailAddress[] {
  const name = firstText(bag, [ids.name]);
  const address = firstText(bag, [ids.smtp]) || firstText(bag, [ids.address]);
  if (name === '' && address === '') return inHeader();
  return withInternetAddresses([{ name, address }], inHeader);
}

// An address without @ is an X.500 name or missing. Of the header only an address for the same name is taken; a single
// one stands for a single one, whatever the names.
function withInternetAddresses(listed: readonly MailAddress[], inHeader: () => readonly MailAddress[]): MailAddress[] {
  if (listed.every(({ address }) => address.includes('@'))) return [...listed];
  const candidates = inHeader().filter(({ address }) => address.includes('@'));
  const only = listed.length === 1 && candidates.length === 1 ? candidates[0] : undefined;
  const byName = new Map<string, MailAddress>();
  for (const candidate of candidates) {
    const key = candidate.name.toLowerCase();
    if (key !== '' && !byName.has(key)) byName.set(key, candidate);
  }
  return listed.map((person) => {
    if (person.address.includes('@')) return person;
    const match = only ?? byName.get(person.name.toLowerCase());
    return match === undefined ? person : { name: person.name === '' ? match.name : person.name, address: match.address };
  });
}

// PidTagDisplayTo and its kin: names only, separated by semicolons ([MS-OXOMSG] 2.2.1.9).
function displayNames(text: string | null): MailAddress[] {
  return (text ?? '')
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => (name.includes('@') ? { name: '', address: name } : { name, address: '' }));
}

function firstText(bag: PropertyBag, ids: readonly number[]): string {
  for (const id of ids) {
    const text = bag.text(id)?.trim();
    if (text !== undefined && text !== '') return text;
  }
  return '';
}
