import { millisecondsOf, type AccessAction } from '#model/index.ts';
import { factNumber, factText, type EventRecord } from './event-text.ts';

const accessActions: ReadonlySet<AccessAction> = new Set([
  'mail-access',
  'mail-sync',
  'folder-access',
  'attachment-access',
  'mail-search',
  'mail-copy',
  'mailbox-export',
] as const);

/** Whether mail was reached by the event: read, fetched, searched, copied or exported. Failed attempts are not. */
export function reachesMail({ claimed }: EventRecord): boolean {
  // Taking back a request for an export reaches nothing, and neither does a change.
  return accessActions.has(claimed.action) && claimed.strength !== 'ATTEMPTED' && claimed.strength !== 'CHANGED';
}

/** The mailbox that an event is about, in lower case: its owner as stated, else the account, else the object or the actor. */
export function mailboxNameOf(record: EventRecord): string {
  const { account, object, actor } = record.claimed;
  const owner = factText(record, 'MailboxOwnerUPN');
  const named = [owner, account, object.kind === 'mailbox' ? object.name : '', actor].find((text) => text !== '');
  return (named ?? '').toLowerCase();
}

/** Who it was done by, in lower case; empty where it is not stated. */
export function actorNameOf({ claimed }: EventRecord): string {
  return (claimed.actor === '' ? claimed.account : claimed.actor).toLowerCase();
}

/** The identifier of the application that asked, in lower case; empty where none is stated. */
export function applicationOf(record: EventRecord): string {
  const ids = ['ClientAppId', 'AppId', 'ClientApplicationId'].map((name) => factText(record, name));
  return (ids.find((text) => text !== '') ?? '').toLowerCase();
}

/** The kind of client, without what changes from session to session, in lower case: `client=owa`, `outlook.exe`. */
export function clientKindOf(record: EventRecord): string {
  const program = factText(record, 'ClientProcessName');
  const client = record.claimed.client ?? '';
  const kind = program !== '' ? program : (/^[^;/(]*/.exec(client.slice(0, 300))?.[0] ?? '');
  return kind.trim().toLowerCase();
}

/** What was opened, searched or synchronised as a whole: how many items that reached is not stated. */
const withoutItems: ReadonlySet<AccessAction> = new Set(['folder-access', 'mail-sync', 'mail-search'] as const);

/** How many items an access event states that it is about; 0 where it is about a folder and names none. */
export function itemsOf(record: EventRecord): number {
  if (withoutItems.has(record.claimed.action)) return record.claimed.messageIds?.length ?? 0;
  return Math.max(1, factNumber(record, 'OperationCount') ?? 0, record.claimed.messageIds?.length ?? 0);
}

/** An address without the port that some sources write behind it. */
export function addressOf({ claimed }: EventRecord): string {
  const { address } = claimed;
  const withPort = /^\[?([0-9a-f:.]+?)\]?:\d{1,5}$/i.exec(address);
  const [, plain] = withPort ?? [];
  // An IPv6 address without brackets holds colons itself; it is taken as it stands.
  return plain !== undefined && (address.startsWith('[') || !plain.includes(':')) ? plain : address;
}

/** Milliseconds since 1970 of an event, or null. */
export function momentOf({ claimed }: EventRecord): number | null {
  return millisecondsOf(claimed.time);
}
