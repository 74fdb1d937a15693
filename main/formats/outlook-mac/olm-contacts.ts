import type { CorrespondentClaims, RuleTarget, RuleValue } from '#model/index.ts';
import { addressOf } from './olm-message.ts';
import { childText, elementsNamed, type XmlElement } from './xml-tree.ts';

/** What a contact states beside name and addresses, in words. */
const facts = [
  ['OPFContactCopyBusinessCompany', 'company'],
  ['OPFContactCopyBusinessDepartment', 'department'],
  ['OPFContactCopyBusinessTitle', 'title'],
  ['OPFContactCopyBusinessPhone', 'business phone'],
  ['OPFContactCopyCellPhone', 'mobile phone'],
  ['OPFContactCopyHomePhone', 'home phone'],
  ['OPFContactCopyModDate', 'last changed, as stated'],
  ['OPFContactCopyNotesPlain', 'notes'],
] as const;

const keptCharacters = 4096;

/** Says whom a `<contact>` of an archive names. Its elements are those that public readers know. */
export function correspondentOf(contact: XmlElement, source: string): CorrespondentClaims {
  const given = [childText(contact, 'OPFContactCopyFirstName'), childText(contact, 'OPFContactCopyLastName')];
  const name = childText(contact, 'OPFContactCopyDisplayName') || given.filter((part) => part !== '').join(' ');
  const listed = ['contactEmailAddress', 'emailAddress'].flatMap((element) => [...elementsNamed(contact, element)].map(addressOf));
  const seen = new Set<string>();
  const addresses: RuleTarget[] = [];
  for (const { name: own, address } of listed) {
    if (address === '' || seen.has(address)) continue;
    seen.add(address);
    addresses.push(targetOf(own === '' ? name : own, address));
  }
  const values: RuleValue[] = facts.flatMap(([element, label]) => {
    const value = childText(contact, element).slice(0, keptCharacters);
    return value === '' ? [] : [{ name: label, value }];
  });
  return { client: 'outlook-mac', source, name, addresses, facts: values };
}

function targetOf(name: string, address: string): RuleTarget {
  const isSmtp = address.includes('@');
  const isX500 = address.startsWith('/');
  return {
    kind: 'address',
    name,
    smtpAddress: isSmtp ? address : null,
    x500Address: isX500 ? address : null,
    addressType: isSmtp ? 'SMTP' : isX500 ? 'EX' : '',
    otherAddress: isSmtp || isX500 ? '' : address,
    entryId: null,
  };
}
