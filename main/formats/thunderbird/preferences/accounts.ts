import type { AccountClaims, AccountIdentity, AccountService, ByteRange, RuleValue } from '#model/index.ts';
import { fact, shortened, timeSince1970 } from '../claims.ts';
import { spanOf, textOf, type PrefTable } from './pref-table.ts';
import type { Pref } from './tokenize-prefs.ts';

/** An account with its place: what step names it, and its bytes. */
export interface FoundAccount {
  readonly key: string;
  readonly range: ByteRange | null;
  readonly claims: AccountClaims;
}

/**
 * The accounts, servers for sending, and what is left of removed accounts in preferences (names:
 * mailnews/base/src/nsMsgAccountManager.cpp, nsMsgIncomingServer.cpp, nsMsgIdentity.cpp of comm-central).
 */
export function accountsOf(prefs: PrefTable): FoundAccount[] {
  const listed = new Set(listOf(prefs.text('mail.accountmanager.accounts')));
  const accounts = [...new Set([...listed, ...prefs.keys('mail.account.')])].filter((key) => /^account/.test(key));
  const usedServers = new Set<string>();
  const usedIdentities = new Set<string>();
  const found = accounts.map((account): FoundAccount => {
    const server = prefs.text(`mail.account.${account}.server`);
    const identities = listOf(prefs.text(`mail.account.${account}.identities`));
    usedServers.add(server);
    for (const identity of identities) usedIdentities.add(identity);
    const remarks = [
      ...(listed.has(account) ? [] : [fact('state', 'no longer in the list of accounts')]),
      ...(prefs.text('mail.accountmanager.defaultaccount') === account ? [fact('state', 'default account')] : []),
    ];
    return serverAccount(
      prefs,
      server === '' ? account : `${account}/${server}`,
      server,
      identities,
      [...prefs.below(`mail.account.${account}.`), ...prefs.below(`mail.server.${server}.`)],
      remarks,
    );
  });
  const isKey = (key: string): boolean => /\d$/.test(key);
  const servers = prefs.keys('mail.server.').filter((key) => isKey(key) && !usedServers.has(key));
  for (const server of servers)
    found.push(
      serverAccount(prefs, server, server, [], prefs.below(`mail.server.${server}.`), [fact('state', 'no account names this server')]),
    );
  const identities = prefs.keys('mail.identity.').filter(isKey);
  const senders = new Map<string, string[]>();
  for (const identity of identities) {
    const server = prefs.text(`mail.identity.${identity}.smtpServer`);
    senders.set(server, [...(senders.get(server) ?? []).slice(0, mostIdentities), identity]);
  }
  for (const place of ['mail.smtpserver', 'mail.outgoingserver'])
    for (const key of prefs.keys(`${place}.`).filter(isKey)) found.push(smtpAccount(prefs, key, place, senders.get(key) ?? []));
  for (const identity of identities) if (!usedIdentities.has(identity)) found.push(strayIdentity(prefs, identity));
  return found;
}

/** The mail address of an identity; empty where it states none. */
export function addressOfIdentity(prefs: PrefTable, identity: string): string {
  return prefs.text(`mail.identity.${identity}.useremail`);
}

function serverAccount(
  prefs: PrefTable,
  key: string,
  server: string,
  identities: readonly string[],
  parts: readonly Pref[],
  remarks: readonly RuleValue[],
): FoundAccount {
  const text = (name: string): string => prefs.text(`mail.server.${server}.${name}`);
  const type = text('type');
  const lastFilter = prefs.get(`mail.server.${server}.lastFilterTime`);
  return {
    key,
    range: spanOf(prefs.below(`mail.server.${server}.`)) ?? spanOf(parts),
    claims: {
      client: 'thunderbird',
      key,
      name: shortened(text('name'), 1000),
      service: services.get(type) ?? 'other',
      server: shortened(text('realhostname') || text('hostname'), 1000),
      port: prefs.number(`mail.server.${server}.port`),
      userName: shortened(text('realuserName') || text('userName'), 1000),
      identities: identities.slice(0, mostIdentities).map((identity) => identityOf(prefs, identity)),
      storedAt: shortened(text('directory') || text('directory-rel'), 1000),
      lastUsed: lastFilter === null ? null : minutesTime(lastFilter),
      facts: [
        ...(services.has(type) || type === '' ? [] : [fact('type', type)]),
        ...remarks,
        ...identities.slice(0, mostIdentities).flatMap((identity) => factsOf(prefs, `mail.identity.${identity}.`, identity, identityNames)),
        ...factsOf(prefs, `mail.server.${server}.`, '', serverNames),
      ],
    },
  };
}

function smtpAccount(prefs: PrefTable, key: string, place: string, identities: readonly string[]): FoundAccount {
  const prefix = `${place}.${key}.`;
  const isDefault = prefs.text('mail.smtp.defaultserver') === key;
  return {
    key,
    range: spanOf(prefs.below(prefix)),
    claims: {
      client: 'thunderbird',
      key,
      name: shortened(prefs.text(`${prefix}description`), 1000),
      service: prefs.text(`${prefix}type`) === 'ews' ? 'exchange' : 'smtp',
      server: shortened(prefs.text(`${prefix}hostname`), 1000),
      port: prefs.number(`${prefix}port`),
      userName: shortened(prefs.text(`${prefix}username`), 1000),
      identities: identities.slice(0, mostIdentities).map((identity) => identityOf(prefs, identity)),
      storedAt: '',
      lastUsed: null,
      facts: [...(isDefault ? [fact('state', 'default server for sending')] : []), ...factsOf(prefs, prefix, '', smtpNames)],
    },
  };
}

function strayIdentity(prefs: PrefTable, key: string): FoundAccount {
  const prefix = `mail.identity.${key}.`;
  return {
    key,
    range: spanOf(prefs.below(prefix)),
    claims: {
      client: 'thunderbird',
      key,
      name: '',
      service: 'other',
      server: '',
      port: null,
      userName: '',
      identities: [identityOf(prefs, key)],
      storedAt: '',
      lastUsed: null,
      facts: [fact('state', 'an identity that no account names'), ...factsOf(prefs, prefix, '', identityNames)],
    },
  };
}

function identityOf(prefs: PrefTable, key: string): AccountIdentity {
  const text = (name: string): string => shortened(prefs.text(`mail.identity.${key}.${name}`), 1000);
  return { name: text('fullName'), address: text('useremail'), replyTo: text('reply_to') };
}

function factsOf(prefs: PrefTable, prefix: string, key: string, told: ReadonlySet<string>): RuleValue[] {
  const below = prefs.below(prefix).filter(({ name }) => !told.has(name.slice(prefix.length)));
  return below
    .slice(0, mostFacts)
    .map(({ name, value }) => fact(key === '' ? name.slice(prefix.length) : `${key}.${name.slice(prefix.length)}`, value));
}

// Minutes since 1970 (mailnews/search/src/PeriodicFilterManager of comm-central).
function minutesTime({ name, value }: Pref): AccountClaims['lastUsed'] {
  return typeof value === 'number' ? timeSince1970(String(value), value * 60, 1, `preference ${name}`) : null;
}

/** The texts of a list with commas. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Whether a preference is a mail address or holds one. */
export function holdsAddress(pref: Pref): boolean {
  return /[^\s@"'<>]@[a-z0-9-]{1,63}\.[a-z0-9]/i.test(textOf(pref).slice(0, 10_000));
}

const mostIdentities = 200;
const mostFacts = 200;
const serverNames = new Set(['type', 'name', 'hostname', 'realhostname', 'port', 'userName', 'realuserName', 'directory', 'directory-rel']);
const smtpNames = new Set(['hostname', 'port', 'username', 'description']);
const identityNames = new Set(['fullName', 'useremail', 'reply_to']);
const services: ReadonlyMap<string, AccountService> = new Map([
  ['imap', 'imap'],
  ['pop3', 'pop3'],
  ['none', 'local'],
  ['movemail', 'local'],
  ['nntp', 'news'],
  ['rss', 'feed'],
  ['ews', 'exchange'],
  ['exchange', 'exchange'],
  ['owl', 'exchange'],
] satisfies [string, AccountService][]);
