import type { CorrespondentClaims, RuleTarget, RuleValue } from '#model/index.ts';
import { defaultCodepage } from '#formats/mime/codepage.ts';
import { propertyBag, type PropertyBag } from '#formats/pst/property-bag.ts';
import { readEntryId } from '#formats/pst/rules/entry-id.ts';
import { inlineBytesPerItem, propertiesOf } from '#formats/pst/structure/item-properties.ts';
import { noNames } from '#formats/pst/structure/property-names.ts';
import type { RowProperty } from './rows.ts';

/** What a completed address states beside name and address ("Autocomplete stream" of the Outlook MAPI reference). */
const texts = [
  [0x6001, 'what the owner typed (PR_NICK_NAME)'],
  [0x6003, 'what Outlook shows (PR_DROPDOWN_DISPLAY_NAME)'],
  [0x3a00, 'account (PR_ACCOUNT)'],
  [0x3a20, 'transmittable name (PR_TRANSMITABLE_DISPLAY_NAME)'],
] as const;

/** Says whom a row names. */
export function correspondentOf(row: readonly RowProperty[]): CorrespondentClaims {
  const bag = propertyBag(propertiesOf(row, noNames, 0, { bytes: inlineBytesPerItem }), defaultCodepage);
  const name = textOf(bag, 0x3001) || textOf(bag, 0x6003) || textOf(bag, 0x6001);
  const facts: RuleValue[] = texts.flatMap(([id, label]) => {
    const value = textOf(bag, id);
    return value === '' ? [] : [{ name: label, value }];
  });
  const objectType = bag.integer(0x0ffe);
  if (objectType === 8) facts.push({ name: 'kind (PR_OBJECT_TYPE)', value: 'distribution list' });
  const tags = row.map(({ id, type }) => `0x${(id * 0x10000 + type).toString(16).padStart(8, '0')}`);
  facts.push({ name: 'properties', value: tags });
  return { client: 'outlook', source: 'completed addresses of Outlook', name, addresses: [addressOf(bag, name)], facts };
}

function addressOf(bag: PropertyBag, name: string): RuleTarget {
  const addressType = textOf(bag, 0x3002).toUpperCase();
  const address = textOf(bag, 0x3003);
  const smtp = textOf(bag, 0x39fe);
  const entryId = bag.bytes(0x0fff);
  const isSmtp = addressType === 'SMTP' || (addressType === '' && address.includes('@'));
  return {
    kind: 'address',
    name,
    smtpAddress: smtp !== '' ? smtp : isSmtp && address !== '' ? address : null,
    x500Address: addressType === 'EX' && address !== '' ? address : null,
    addressType,
    otherAddress: isSmtp || addressType === 'EX' ? '' : address,
    entryId: entryId === null || entryId.length === 0 ? null : readEntryId(entryId, defaultCodepage),
  };
}

function textOf(bag: PropertyBag, id: number): string {
  return bag.text(id)?.trim() ?? '';
}
