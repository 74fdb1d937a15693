import type { AccountClaims, AccountIdentity, AccountService } from '#model/index.ts';
import { entryOf, factsOf, integerOf, itemsOf, textOf, type PlistValue } from '../plist/index.ts';
import type { ListFact, ListFile } from './list-file.ts';

const accountKeys = ['MailAccounts', 'DeliveryAccounts'] as const;

/** Whether a list holds accounts, as `Accounts.plist` and the older `com.apple.mail.plist` do. */
export function holdsAccounts(root: PlistValue): boolean {
  return accountKeys.some((key) => itemsOf(entryOf(root, key)).some(({ kind }) => kind === 'dictionary'));
}

/** Reads the accounts of a list: those that mail is fetched from (`MailAccounts`) and sent through (`DeliveryAccounts`). */
export function* accountFacts({ root }: ListFile): Generator<ListFact, void, undefined> {
  for (const key of accountKeys) {
    for (const [position, account] of itemsOf(entryOf(root, key)).entries()) {
      const path = [key, position];
      const isWhole = account.kind === 'dictionary';
      const { facts, isAll } = factsOf(account);
      yield {
        kind: 'account',
        claimed: { ...claimsOf(account, key), facts },
        path,
        value: account,
        container: 'accounts',
        undecoded: isWhole ? [] : ['An account is no dictionary.'],
        limited: isAll ? [] : ['An account has more values than the limit; the first were kept.'],
      };
    }
  }
}

function claimsOf(account: PlistValue, key: string): Omit<AccountClaims, 'facts'> {
  const text = (name: string): string => textOf(entryOf(account, name)) ?? '';
  const port = integerOf(entryOf(account, 'PortNumber'));
  return {
    client: 'apple-mail',
    key: text('uniqueId') || text('UniqueID') || text('Identifier'),
    name: text('AccountName') || text('DisplayName'),
    service: key === 'DeliveryAccounts' ? 'smtp' : serviceOf(text('AccountType')),
    server: text('Hostname'),
    port: port === null ? null : Number(port),
    userName: text('Username'),
    identities: identitiesOf(account),
    storedAt: text('AccountPath'),
    lastUsed: null,
  };
}

function serviceOf(type: string): AccountService {
  if (/smtp/i.test(type)) return 'smtp';
  if (/imap|itools|aos|icloud|gmail/i.test(type)) return 'imap';
  if (/pop/i.test(type)) return 'pop3';
  if (/ews|exchange/i.test(type)) return 'exchange';
  if (/local/i.test(type)) return 'local';
  return /rss|feed/i.test(type) ? 'feed' : 'other';
}

function identitiesOf(account: PlistValue): AccountIdentity[] {
  const name = textOf(entryOf(account, 'FullUserName')) ?? '';
  const replyTo = textOf(entryOf(account, 'ReplyTo')) ?? '';
  const addresses = entryOf(account, 'EmailAddresses');
  const own = itemsOf(addresses).map((address) => ({ name, address: textOf(address) ?? '', replyTo }));
  const single = textOf(addresses);
  const aliases = itemsOf(entryOf(account, 'EmailAliases')).map((alias) => ({
    name: textOf(entryOf(alias, 'name')) ?? '',
    address: textOf(entryOf(alias, 'alias')) ?? '',
    replyTo,
  }));
  return [...(single === null ? own : [{ name, address: single, replyTo }]), ...aliases]
    .filter(({ address }) => address !== '')
    .slice(0, 1000);
}
