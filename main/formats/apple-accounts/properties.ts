import { keptText, type AccountIdentity, type Limits, type RuleValue } from '#model/index.ts';
import { entryOf, integerOf, itemsOf, textOf, type PlistValue } from '../plist/index.ts';
import { cut } from '../row-event.ts';
import type { SqliteValue } from '../sqlite/index.ts';
import { mailClass } from './account-types.ts';
import { factsNamed, storedValue } from './stored-value.ts';

/** A value that bears on where mail is fetched or sent, with where it stands. */
export interface Stated<T> {
  readonly value: T;
  readonly by: string;
}

/** Most addresses of one account. */
const mostAddresses = 1000;
/** Most values that are looked at for them. */
const mostLooks = 10_000;
const longestText = 1000;

/** What is kept of all accounts together, in characters: a small database can name one large value a million times. */
export class PropertyBudget {
  charactersLeft = 64 * 1024 * 1024;
}

/** Sentences on one account: the first are told one by one, of more their number is. */
export class Sentences {
  readonly #first: string[] = [];
  #more = 0;

  add(sentence: string): void {
    if (this.#first.length < 20) this.#first.push(sentence);
    else this.#more += 1;
  }

  get isEmpty(): boolean {
    return this.#first.length === 0;
  }

  told(): readonly string[] {
    return this.#more === 0
      ? this.#first
      : [...this.#first, `The same or the like holds for ${String(this.#more)} more of its properties.`];
  }
}

/** What the properties of one account state. */
export class AccountProperties {
  readonly facts: RuleValue[] = [];
  readonly #addresses = new Set<string>();
  #looks = 0;
  #isFull = false;
  host: Stated<string> | null = null;
  port: Stated<number> | null = null;
  /** Name of the owner as it stands in mail. */
  ownerName = '';
  replyTo = '';
  /** What of them was not understood, and left out for a limit, in sentences. */
  readonly undecoded = new Sentences();
  readonly limited = new Sentences();
  /** What is kept of this account alone. */
  charactersLeft = 1024 * 1024;

  /** The identities that its addresses are. */
  identities(): readonly AccountIdentity[] {
    return [...this.#addresses].map((address) => ({ name: this.ownerName, address, replyTo: this.replyTo }));
  }

  /**
   * Takes in an address, where the value is one. A small list can name one of them a million times, so looks are counted too.
   * @returns whether more are taken
   */
  address(value: PlistValue | null): boolean {
    this.#looks += 1;
    const text = (textOf(value) ?? '').slice(0, 2 * longestText).trim();
    const address = cut(text.replace(/^mailto:/i, ''), longestText);
    const isNew = address.includes('@') && !this.#addresses.has(address);
    if (this.#looks <= mostLooks && (!isNew || this.#addresses.size < mostAddresses)) {
      if (isNew) this.#addresses.add(keptText(address));
      return true;
    }
    if (!this.#isFull) this.limited.add(`It states more addresses than the ${String(mostAddresses)} that are taken of one account.`);
    this.#isFull = true;
    return false;
  }
}

/** The servers that settings of mail name: an account of iCloud states those of the accounts of IMAP and SMTP that are part of it. */
export interface MailSettings {
  readonly incoming: { readonly host: Stated<string> | null; readonly port: Stated<number> | null };
  readonly outgoing: { readonly host: Stated<string> | null; readonly port: Stated<number> | null };
}

/**
 * Takes in a property of an account: everything as facts, and what this program knows the meaning of.
 * @param key its name, e.g. `Hostname`
 * @param place where it stands, for citations: `ZACCOUNTPROPERTY row 7`
 */
export function takeProperty(
  into: AccountProperties,
  key: string,
  stored: SqliteValue,
  place: string,
  limits: Pick<Limits, 'nestingDepth' | 'ruleBytes'>,
  budget: PropertyBudget,
): void {
  const value = takeFacts(into, key, stored, place, limits, budget);
  switch (key) {
    case 'Hostname':
    case 'DAAccountHost':
      into.host ??= stated(hostIn(value), `${key}, ${place}`);
      break;
    case 'EWSExternalURL':
      into.host ??= stated(hostOfUrl(textOf(value) ?? ''), `${key}, ${place}`);
      break;
    case 'PortNumber':
    case 'DAAccountPort':
      into.port ??= stated(portIn(value), `${key}, ${place}`);
      break;
    case 'FullUserName':
    case 'ACPropertyFullName':
      into.ownerName ||= cut(textOf(value) ?? '', longestText);
      break;
    case 'ReplyTo':
      into.replyTo ||= cut(textOf(value) ?? '', longestText);
      break;
    case 'IdentityEmailAddress':
    case 'EmailAddress':
    case 'EmailAddresses':
    case 'DAAccountEmailAddress':
    case 'primaryEmail':
    case 'appleIDAliases':
      takeAddresses(into, value);
      break;
    case 'EmailAliases':
      // A list may hold one large alias at ten thousand places: what is looked through once is enough.
      for (const alias of new Set(itemsOf(value)))
        if (!takeAddresses(into, entryOf(alias, 'EmailAddresses')) || !into.address(entryOf(alias, 'alias'))) break;
      break;
    default:
  }
}

/**
 * Takes in the settings that an account keeps for each class of its content (ZDATACLASSPROPERTIES); those of mail name the servers.
 * @param place where they stand: `ZACCOUNT row 1`
 */
export function takeClassProperties(
  into: AccountProperties,
  stored: SqliteValue,
  place: string,
  limits: Pick<Limits, 'nestingDepth' | 'ruleBytes'>,
  budget: PropertyBudget,
): MailSettings | null {
  const mail = entryOf(takeFacts(into, 'ZDATACLASSPROPERTIES', stored, place, limits, budget), mailClass);
  if (mail === null) return null;
  takeAddresses(into, entryOf(mail, 'EmailAddress'));
  const by = (key: string): string => `${key} of ZDATACLASSPROPERTIES, ${place}`;
  const host = (key: string): Stated<string> | null => stated(hostIn(entryOf(mail, key)), by(key));
  const port = (key: string): Stated<number> | null => stated(portIn(entryOf(mail, key)), by(key));
  return {
    incoming: { host: host('imapHostname'), port: port('imapPort') },
    outgoing: { host: host('smtpHostname'), port: port('smtpPort') },
  };
}

function takeFacts(
  into: AccountProperties,
  name: string,
  stored: SqliteValue,
  place: string,
  limits: Pick<Limits, 'nestingDepth' | 'ruleBytes'>,
  budget: PropertyBudget,
): PlistValue {
  const { value, troubles, limits: reached } = storedValue(stored, limits);
  const whose = `${cut(name, 200)} (${place})`;
  if (troubles.length > 0) into.undecoded.add(`${whose}: ${troubles.join(' ')}`);
  if (reached.length > 0) into.limited.add(`${whose}: ${reached.join(' ')}`);
  if (Math.min(budget.charactersLeft, into.charactersLeft) <= 0) {
    into.limited.add(`${whose}: what stands before it is as much as is taken of one account or database; it was left out.`);
    return value;
  }
  const { facts, isAll } = factsNamed(cut(name, longestText), value, place);
  if (!isAll) into.limited.add(`${whose}: it has more values than the limit; the first were kept.`);
  const characters = facts.reduce((sum, fact) => sum + fact.name.length + String(fact.value).length, 0);
  budget.charactersLeft -= characters;
  into.charactersLeft -= characters;
  into.facts.push(...facts);
  return value;
}

// An address, a list of them, or a dictionary whose keys they are. Tells whether more are taken.
function takeAddresses(into: AccountProperties, value: PlistValue | null): boolean {
  if (value?.kind === 'dictionary') return value.entries.every(({ key }) => into.address({ kind: 'text', text: key, range: null }));
  if (value?.kind === 'array') return value.items.every((item) => into.address(item));
  return into.address(value);
}

function stated<T>(value: T | null, by: string): Stated<T> | null {
  return value === null ? null : { value, by };
}

function hostIn(value: PlistValue | null): string | null {
  const text = textOf(value)?.trim() ?? '';
  return text === '' ? null : keptText(cut(text, longestText));
}

function hostOfUrl(url: string): string | null {
  const host = /^https?:\/\/([^\s/:?#]{1,255})/i.exec(url)?.[1];
  return host === undefined ? null : keptText(host);
}

function portIn(value: PlistValue | null): number | null {
  const port = integerOf(value);
  return port === null || port < 0n || port > 65_535n ? null : Number(port);
}
