import { statedAddresses } from '../record/addresses.ts';
import { operations, type Meaning } from '../record/meaning.ts';
import { isOn, mailboxOfParameter, parameterOf, type AuditRecord } from './audit-record.ts';

/** Searches over mailboxes by those who may, and taking mailboxes out as files. */
export const searchOperations = operations<AuditRecord>([
  ['New-ComplianceSearch, Set-ComplianceSearch, Start-ComplianceSearch, SearchCreated, SearchStarted, SearchUpdated', search],
  ['New-MailboxSearch, Set-MailboxSearch, Start-MailboxSearch, SearchPreviewed, ViewedSearchPreviewed, SearchViewed', search],
  ['PreviewItemListed, PreviewItemRendered, PreviewItemViewed, SearchReport, SearchReportRemoved, SearchRemoved', search],
  ['Search-Mailbox', searchMailbox],
  ['New-ComplianceSearchAction, Get-ComplianceSearchAction, Remove-ComplianceSearchAction', searchAction],
  ['SearchExported, SearchExportDownloaded, SearchResultExported, SearchResultsExported, PreviewItemDownloaded', exported],
  ['SearchPurged, SearchResultsPurged', (audit) => ({ ...search(audit), action: 'mail-delete', strength: 'CHANGED' })],
  ['New-MailboxExportRequest, Resume-MailboxExportRequest', mailboxExport],
  ['Remove-MailboxExportRequest, Set-MailboxExportRequest, Suspend-MailboxExportRequest', exportRequest],
  ['CaseAdded, CaseViewed, CaseUpdated, HoldCreated, HoldUpdated, HoldRemoved, CaseMemberAdded', search],
]);

const outcomeElsewhere = 'It shows that the search was ordered, not what it found; the report of the search has that.';

function search(audit: AuditRecord): Meaning {
  const { record } = audit;
  const name =
    parameterOf(audit, 'Name', 'Identity', 'SearchName') ?? record.text('ObjectId', 'OfficeObjectId', 'SearchName', 'Name', 'Case');
  const query = parameterOf(audit, 'ContentMatchQuery', 'SearchQuery') ?? record.text('Query', 'QueryText');
  const where = ['ExchangeLocation', 'SourceMailboxes'].flatMap((parameter) => statedAddresses(parameterOf(audit, parameter) ?? ''));
  const locations = where.length > 0 ? where : statedAddresses(record.text('ExchangeLocations'));
  return {
    action: 'content-search',
    strength: 'RUN',
    object: { kind: 'other', name },
    account: locations[0] ?? '',
    doesNotShow: outcomeElsewhere,
    facts: query === '' ? [] : [{ name: 'query', value: query.slice(0, 4000) }],
  };
}

function searchMailbox(audit: AuditRecord): Meaning {
  const mailbox = mailboxOfParameter(audit, 'Identity');
  const target = parameterOf(audit, 'TargetMailbox') ?? '';
  const deletes = isOn(parameterOf(audit, 'DeleteContent'));
  const isCopied = target !== '' && !isOn(parameterOf(audit, 'LogOnly'));
  return {
    ...search(audit),
    action: deletes ? 'mail-delete' : isCopied ? 'mailbox-export' : 'content-search',
    strength: deletes ? 'CHANGED' : isCopied ? 'EXPORTED' : 'RUN',
    object: { kind: 'mailbox', name: mailbox },
    account: mailbox,
  };
}

// An action on the results of a search: to look at them, take them out or purge them.
function searchAction(audit: AuditRecord): Meaning {
  const base = search(audit);
  const kind = (parameterOf(audit, 'ActionType') ?? '').toLowerCase();
  if (isOn(parameterOf(audit, 'Purge')) || kind === 'purge') return { ...base, action: 'mail-delete', strength: 'CHANGED' };
  if (isOn(parameterOf(audit, 'Export')) || kind === 'export')
    return { ...base, action: 'mailbox-export', strength: 'EXPORTED', doesNotShow: exportNote };
  return base;
}

const exportNote = 'It shows that the results were made ready or taken out, not where they were kept.';

function exported(audit: AuditRecord): Meaning {
  return { ...search(audit), action: 'mailbox-export', strength: 'EXPORTED', doesNotShow: exportNote };
}

function mailboxExport(audit: AuditRecord): Meaning {
  const mailbox = mailboxOfParameter(audit, 'Mailbox') || audit.mailbox;
  const file = parameterOf(audit, 'FilePath') ?? '';
  return {
    action: 'mailbox-export',
    strength: 'EXPORTED',
    object: { kind: 'mailbox', name: mailbox },
    account: mailbox,
    doesNotShow: 'It shows that the export was ordered; whether it ended stands in the state of the request.',
    facts: file === '' ? [] : [{ name: 'export file', value: file.slice(0, 2000) }],
  };
}

function exportRequest(audit: AuditRecord): Meaning {
  return {
    action: 'mailbox-export',
    strength: 'CHANGED',
    object: { kind: 'other', name: parameterOf(audit, 'Identity', 'Mailbox') ?? '' },
    doesNotShow: 'A request that was removed is not listed any more; the file that it wrote is not touched by that.',
  };
}
