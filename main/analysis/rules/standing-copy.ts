import { isOutside, type Rule } from '#model/index.ts';
import { nameDestinations } from '../forwarding/describe-addresses.ts';
import { eachRule } from './each-rule.ts';
import { addressesOf, findingOfRule, ownerOf, ruleText, stateText } from './rule-facts.ts';

const rule: Rule = {
  id: 'forwarding.rule.standing-copy',
  version: '1',
  title: 'A standing copy of mail goes to someone',
  technique: 'T1114.003',
  level: 'medium',
  needs: ['rule', 'its action carbon-copy'],
  parameters: [],
  benignExplanations: [
    'Owners keep copies of what they send in a second mailbox of their own.',
    'Archives of an organisation receive such copies.',
  ],
  wouldProve: ['Sent messages whose Bcc or Cc names the address.', 'Mail of the period in the mailbox of the destination.'],
  references: ['MITRE ATT&CK T1114.003, DET0576'],
};

/** Looks for identities and servers that are set to send a copy of outgoing mail, openly or blind, to an address. */
export const standingCopy = eachRule(rule, (record, { ownDomains }) => {
  const actions = record.claimed.actions.filter(({ kind }) => kind === 'carbon-copy');
  if (actions.length === 0) return null;
  const destinations = addressesOf(actions);
  const isBlind = actions.some(({ flavour }) => flavour.includes('blind'));
  const whom = destinations.length === 0 ? 'an address that could not be read' : nameDestinations(destinations, ownDomains);
  // A server copies what comes in as well, unless its map says otherwise.
  const mail = record.claimed.client === 'mail-server' ? 'mail that the server handles' : 'sent mail';
  const statement = `${ruleText(record)} states that ${isBlind ? 'a blind copy' : 'a copy'} of ${mail} goes to ${whom}.${stateText(record)}`;
  const isInside = ownDomains.length > 0 && destinations.length > 0 && destinations.every((address) => !isOutside(address, ownDomains));
  // A copy to the sender's own address is how many programs keep what was sent.
  const isToSelf = destinations.length > 0 && destinations.every((address) => address.toLowerCase() === record.claimed.owner.toLowerCase());
  return findingOfRule(rule, record, {
    level: isToSelf ? 'informational' : isInside || record.claimed.isEnabled === false ? 'low' : rule.level,
    strength: 'STATES',
    statement,
    mechanism: isBlind ? 'standing blind copy (BCC)' : 'standing copy (CC)',
    sources: ownerOf(record),
    destinations,
  });
});
