import { domainOf } from '#model/index.ts';
import type { EventRecord } from './event-text.ts';

/** Most security identifiers that are kept; those beyond stay accounts of their own. */
export const mostIdentifiers = 50_000;

/**
 * Joins the names that logs have for one account: `ann@firm.example` of services, `FIRM\ann` of Windows, `ann` of Unix and
 * of mail servers, and the security identifier (SID) that some events have alone, which others of the case state beside
 * the name.
 */
export interface AccountNames {
  /** Learns what an event states of identifiers. All events are to be learnt from before keys are asked for. */
  learn(record: EventRecord): void;
  /** What all names of an account have in common: the name in lower case without domain; empty where none is stated. */
  keyOf(name: string): string;
  /** Whether the events of the case name accounts of several organisations with this key. */
  isOfSeveral(key: string): boolean;
}

// Which named values of Windows events and of the audit log of Exchange state a SID and the name that goes with it.
const identifierFacts: Readonly<Record<string, string>> = {
  TargetUserSid: 'TargetUserName',
  TargetSid: 'TargetUserName',
  SubjectUserSid: 'SubjectUserName',
  MailboxOwnerSid: 'MailboxOwnerUPN',
};

/** Nothing learnt yet. */
export function accountNames(): AccountNames {
  // Null: the case states different names for it, so none is taken.
  const byIdentifier = new Map<string, string | null>();
  // By key; null: of several.
  const organisations = new Map<string, string | null>();
  const learnOrganisation = (name: string): void => {
    const organisation = organisationOf(name);
    if (organisation === '') return;
    const key = bareName(name);
    const known = organisations.get(key);
    if (known !== undefined) {
      if (known !== organisation) organisations.set(key, null);
    } else if (organisations.size < mostIdentifiers) organisations.set(key, organisation);
  };
  return {
    learn(record) {
      learnOrganisation(accountNameOf(record));
      const { facts } = record.claimed;
      for (const { name, value } of facts) {
        const nameFact = Object.hasOwn(identifierFacts, name) ? identifierFacts[name] : undefined;
        if (nameFact === undefined || typeof value !== 'string' || !isIdentifier(value)) continue;
        const beside = facts.find((fact) => fact.name === nameFact)?.value;
        const key = typeof beside === 'string' ? bareName(beside) : '';
        if (key === '' || key === '-') continue;
        const identifier = value.toLowerCase();
        const known = byIdentifier.get(identifier);
        if (known !== undefined) {
          if (known !== key) byIdentifier.set(identifier, null);
        } else if (byIdentifier.size < mostIdentifiers) byIdentifier.set(identifier, key);
      }
    },
    keyOf(name) {
      return (isIdentifier(name) ? byIdentifier.get(name.toLowerCase()) : undefined) ?? bareName(name);
    },
    isOfSeveral: (key) => organisations.get(key) === null,
  };
}

function isIdentifier(text: string): boolean {
  return /^s-1-\d{1,14}(?:-\d{1,10}){1,15}$/i.test(text);
}

function bareName(name: string): string {
  return (
    name
      .slice(name.lastIndexOf('\\') + 1)
      .split('@')[0]
      ?.trim()
      .toLowerCase() ?? ''
  );
}

/** The account of an event as it is stated: of a sign-in the one that was signed in to, else who did it. */
export function accountNameOf({ claimed }: EventRecord): string {
  const { action, account, actor } = claimed;
  return (action === 'sign-in' && account !== '') || actor === '' ? account : actor;
}

/**
 * The organisation that the name of an account states; empty where none is stated that tells organisations apart. Every
 * organisation at Microsoft has a domain that ends in `onmicrosoft.com` beside its own.
 */
export function organisationOf(name: string): string {
  const domain = domainOf(name) ?? '';
  return domain.endsWith('.onmicrosoft.com') ? '' : domain;
}

/** Whether `FIRM` of the name `FIRM\ann` is the first label of a domain, as the short names of Windows domains mostly are. */
export function isShortNameOf(name: string, domain: string): boolean {
  const end = name.indexOf('\\');
  return end > 0 && name.slice(0, end).toLowerCase() === domain.split('.')[0];
}
