import type { CaseContext, CaseMaterial } from '../case-material.ts';
import { mailboxOf } from '../observe/mailbox-of.ts';
import { registeredDomain } from './domains.ts';
import { newCopyMatcher, type CopyMatcher } from './forwarded-copies.ts';
import { newFlowTally, type Flow } from './flows.ts';
import { newOwnDomainTally } from './own-domains.ts';
import { domainOf, isWithinDomains } from '#model/index.ts';

/**
 * What all detectors across records ask of a case: gathered once, whole when all material was seen. Grows with distinct
 * addresses, mailboxes and flows.
 */
export interface CaseKnowledge {
  consume(material: CaseMaterial): void;
  /** Takes in all material a second time; only where `needsAgain`. */
  consumeAgain(material: CaseMaterial): void;
  readonly needsAgain: boolean;
  /** The organisation's own domains: the examiner's and those that accounts and traffic show. */
  ownDomains(): readonly string[];
  /** Whether an address is of the organisation or of an account of the case. */
  isOwn(address: string): boolean;
  /** Addresses of those who keep a mailbox: of its accounts, and the sender of most of its sent mail. */
  ownersOf(mailbox: string): readonly string[];
  /** How an address was met otherwise than as the destination of a forward. */
  contactWith(address: string): Contact;
  /** Registered domains of those with whom mail was exchanged, with the number of messages. */
  correspondentDomains(): ReadonlyMap<string, number>;
  flows(): readonly Flow[];
  /** Originals and their forwarded copies; whole after the second pass. */
  copies(): Pick<CopyMatcher, 'pairs' | 'leftOut'>;
  /** Keys of mailboxes that hold messages, with their number. */
  mailboxes(): ReadonlyMap<string, number>;
}

export interface Contact {
  /** Mail of the case was sent to it that was no forward. */
  readonly wasWrittenTo: boolean;
  readonly hasWritten: boolean;
  readonly isInAddressBook: boolean;
}

const written = 1;
const wrote = 2;
const listed = 4;

/** Begins with what the examiner gave. */
export function newCaseKnowledge(context: CaseContext): CaseKnowledge {
  const domains = newOwnDomainTally();
  const flows = newFlowTally();
  const copies = newCopyMatcher();
  const contacts = new Map<string, number>();
  const correspondents = new Map<string, number>();
  const owners = new Map<string, Map<string, number>>();
  const accountAddresses = new Set<string>();
  const mailboxes = new Map<string, number>();
  let own: readonly string[] | null = null;
  const meet = (address: string, how: number): void => {
    if (!address.includes('@')) return;
    contacts.set(address, (contacts.get(address) ?? 0) | how);
  };
  const countDomain = (address: string): void => {
    const host = domainOf(address);
    if (host === null) return;
    const domain = registeredDomain(host);
    correspondents.set(domain, (correspondents.get(domain) ?? 0) + 1);
  };
  const ownDomains = (): readonly string[] =>
    (own ??= [...new Set([...context.ownDomains, ...domains.proposals().map(({ domain }) => domain)])]);
  return {
    consume(material) {
      own = null;
      domains.consume(material);
      flows.consume(material.observations);
      copies.consume(material);
      for (const fact of material.facts) {
        if (fact.kind === 'account') {
          const mailbox = mailboxOf(fact);
          for (const address of [fact.claimed.userName, ...fact.claimed.identities.map((identity) => identity.address)]) {
            if (!address.includes('@')) continue;
            accountAddresses.add(address.toLowerCase());
            addOwner(owners, mailbox, address.toLowerCase(), weightOfAccount);
          }
        } else if (fact.kind === 'correspondent') {
          for (const target of fact.claimed.addresses)
            if (target.kind === 'address') meet((target.smtpAddress ?? target.otherAddress).toLowerCase(), listed);
        }
      }
      for (const { mailbox, place, from, to, marks } of material.traces) {
        mailboxes.set(mailbox, (mailboxes.get(mailbox) ?? 0) + 1);
        if (place === 'sent' || place === 'draft') {
          if (place === 'sent') addOwner(owners, mailbox, from, 1);
          const isForward = marks.some((mark) => forwardMarks.has(mark));
          // To whom mail is forwarded is no correspondent for that.
          for (const address of isForward ? [] : to) {
            meet(address, written);
            countDomain(address);
          }
        } else if (place !== 'junk') {
          meet(from, wrote);
          countDomain(from);
        }
      }
    },
    consumeAgain(material) {
      copies.consumeAgain(material);
    },
    get needsAgain() {
      return copies.isNeeded;
    },
    ownDomains,
    isOwn(address) {
      const host = domainOf(address);
      return accountAddresses.has(address) || (host !== null && isWithinDomains(host, ownDomains()));
    },
    ownersOf: (mailbox) => topOwners(owners.get(mailbox)),
    contactWith(address) {
      const how = contacts.get(address) ?? 0;
      return { wasWrittenTo: (how & written) !== 0, hasWritten: (how & wrote) !== 0, isInAddressBook: (how & listed) !== 0 };
    },
    correspondentDomains: () => correspondents,
    flows: () => flows.flows(),
    copies: () => copies,
    mailboxes: () => mailboxes,
  };
}

const weightOfAccount = 1_000_000;
const mostOwners = 200;
const forwardMarks: ReadonlySet<string> = new Set(['fw-subject', 'forward-block', 'auto']);

function addOwner(owners: Map<string, Map<string, number>>, mailbox: string, address: string, weight: number): void {
  if (!address.includes('@')) return;
  const known = owners.get(mailbox) ?? new Map<string, number>();
  owners.set(mailbox, known);
  if (known.size < mostOwners || known.has(address)) known.set(address, (known.get(address) ?? 0) + weight);
}

// Sent folders hold messages of shared mailboxes and delegates as well; one in five is an owner's.
function topOwners(known: ReadonlyMap<string, number> | undefined): readonly string[] {
  if (known === undefined) return [];
  const most = Math.max(0, ...known.values());
  return [...known]
    .filter(([, weight]) => weight >= weightOfAccount || weight * 5 >= most)
    .sort(([one, weight], [other, otherWeight]) => otherWeight - weight || (one < other ? -1 : 1))
    .map(([address]) => address);
}
