import type { LogRecord } from '../record/log-record.ts';
import { findNamed, isObject, recordOf } from '../record/log-record.ts';
import { isOn, type AuditRecord } from './audit-record.ts';
import { operations, type Meaning } from '../record/meaning.ts';

/** Most Message-IDs that an event keeps. */
const mostMessageIds = 1000;

/** What was done with the items and folders of a mailbox (record types 2, 3 and 50 of the Office 365 Management Activity schema). */
export const mailboxItemOperations = operations<AuditRecord>([
  ['MailItemsAccessed', itemsAccessed],
  ['MessageBind', (audit) => items(audit, 'mail-access', 'OPENED', bound)],
  ['FolderBind', (audit) => folder(audit, 'folder-access', 'OPENED')],
  ['MailboxLogin', login],
  ['Send', (audit) => sent(audit, '')],
  ['SendAs', (audit) => sent(audit, ' It was sent in the name of the mailbox by somebody else.')],
  ['SendOnBehalf', (audit) => sent(audit, ' It was sent on behalf of the mailbox by somebody else, whom the message names.')],
  [
    'Create',
    (audit) =>
      items(
        audit,
        'mail-create',
        'CHANGED',
        'It shows that the item was made (a draft, a copy of what was sent, a meeting), not its content.',
      ),
  ],
  ['Update', (audit) => items(audit, 'mail-create', 'CHANGED', 'It names the properties that were changed, not their values.')],
  ['Move', (audit) => items(audit, 'mail-move', 'CHANGED', moved)],
  [
    'MoveToDeletedItems',
    (audit) => items(audit, 'mail-delete', 'CHANGED', 'The item was moved to the deleted items, where it may lie still.'),
  ],
  ['Copy', (audit) => items(audit, 'mail-copy', 'CHANGED', moved)],
  [
    'SoftDelete',
    (audit) => items(audit, 'mail-delete', 'CHANGED', 'The item went to the recoverable items, from where it can be had back for a time.'),
  ],
  [
    'HardDelete',
    (audit) =>
      items(
        audit,
        'mail-delete',
        'CHANGED',
        'The item was purged from the recoverable items; with a hold on the mailbox it is there still.',
      ),
  ],
  ['RecordDelete, ApplyRecord, ApplyRecordLabel', (audit) => items(audit, 'mail-delete', 'CHANGED', moved)],
  ['SearchQueryInitiatedExchange', searched],
  ['SearchQueryInitiated, SearchQueryPerformed', searched],
  [
    'AttachmentAccess, AttachmentAccessed',
    (audit) => items(audit, 'attachment-access', 'OPENED', 'It does not show whether the attachment was kept.'),
  ],
  ['AdminMailAccess', adminAccess],
  ['MailboxItemsAccessed', itemsAccessed],
]);

const bound = 'An access is recorded when a program fetched the item; it does not show that anybody saw it.';
const moved = 'It does not show by hand or by rule.';

const bindNote =
  'A record of an access says that a program fetched the item (it may be a preview, a search or a synchronisation), not that the item was shown or read; accesses to one item within two minutes are one record.';
const syncNote = 'A synchronisation names folders, not items: everything that lay in the folder at the time must be taken as downloaded.';
const throttledNote =
  'The mailbox was throttled: more than 1,000 accesses were recorded within a day, and for the 24 hours that follow nothing of this kind is recorded.';

function itemsAccessed(audit: AuditRecord): Meaning {
  const { record, properties } = audit;
  const kind = findNamed(properties, 'MailAccessType') ?? record.text('MailAccessType');
  const isThrottled = isOn(findNamed(properties, 'IsThrottled') ?? record.text('IsThrottled'));
  const isSync = /^sync$/i.test(kind);
  const folders = record.list('Folders', 'Folder').map(recordOf);
  const paths = folders.map((one) => one.text('Path', 'Name')).filter((path) => path !== '');
  const ids = folders.flatMap((one) => one.list('FolderItems').map((item) => messageIdOf(recordOf(item))));
  return {
    action: isSync ? 'mail-sync' : 'mail-access',
    strength: isSync ? 'SYNCED' : 'OPENED',
    object: isSync ? { kind: 'folder', name: firstOf(paths) } : { kind: 'message', name: firstOf(paths) },
    messageIds: cut([...ids, ...itemsOf(audit).map(messageIdOf)]),
    doesNotShow: [isSync ? syncNote : bindNote, ...(isThrottled ? [throttledNote] : [])].join(' '),
  };
}

function items(audit: AuditRecord, action: Meaning['action'], strength: Meaning['strength'], doesNotShow: string): Meaning {
  const touched = itemsOf(audit);
  const name = touched.map((item) => item.text('Subject')).find((subject) => subject !== '') ?? folderPathOf(audit);
  return {
    action,
    strength,
    object: { kind: 'message', name },
    messageIds: cut(touched.map(messageIdOf)),
    doesNotShow,
  };
}

function sent(audit: AuditRecord, by: string): Meaning {
  return {
    ...items(
      audit,
      'mail-send',
      'EXPORTED',
      `The recipients do not stand in the record; message trace and the message itself have them.${by}`,
    ),
  };
}

function folder(audit: AuditRecord, action: Meaning['action'], strength: Meaning['strength']): Meaning {
  return {
    action,
    strength,
    object: { kind: 'folder', name: folderPathOf(audit) },
    doesNotShow: 'It shows that the folder was opened, not which messages; accesses to one folder within a day are one record.',
  };
}

function login(audit: AuditRecord): Meaning {
  return {
    action: 'sign-in',
    strength: 'LOGGED ON',
    object: { kind: 'mailbox', name: audit.mailbox },
    doesNotShow: 'It shows that a program logged on to the mailbox, not what it did there.',
  };
}

function searched(audit: AuditRecord): Meaning {
  const query = audit.record.text('QueryText', 'QuerySource', 'SearchQueryText', 'Query');
  return {
    action: 'mail-search',
    strength: 'RUN',
    object: { kind: 'mailbox', name: audit.mailbox || audit.actor },
    doesNotShow: 'It shows what was searched for, not what was found or opened.',
    facts: query === '' ? [] : [{ name: 'query', value: query.slice(0, 4000) }],
  };
}

function adminAccess(audit: AuditRecord): Meaning {
  const id = audit.record.text('InternetMessageId');
  return {
    action: 'mail-access',
    strength: 'OPENED',
    object: { kind: 'message', name: audit.record.text('Subject') },
    ...(id === '' ? {} : { messageIds: [id] }),
    doesNotShow: 'It shows that a person with security permissions opened or fetched the message in the portal.',
  };
}

function itemsOf({ record }: AuditRecord): readonly LogRecord[] {
  return [...record.list('Item'), ...record.list('AffectedItems')].filter(isObject).map(recordOf);
}

function messageIdOf(item: LogRecord): string {
  return item.text('InternetMessageId');
}

function folderPathOf({ record }: AuditRecord): string {
  const item = record.inner('Item');
  return item.inner('ParentFolder').text('Path', 'Name') || record.inner('Folder').text('Path', 'Name') || item.text('Path', 'Name');
}

function firstOf(paths: readonly string[]): string {
  return paths.length > 1 ? `${paths[0] ?? ''} and ${String(paths.length - 1)} more` : (paths[0] ?? '');
}

function cut(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id) => id !== ''))].slice(0, mostMessageIds);
}
