import { directoryMeaning } from '../directory/directory-operations.ts';
import { recordOf } from '../record/log-record.ts';
import type { Meaning, OperationTable } from '../record/meaning.ts';
import { alertOperations } from './alerts.ts';
import type { AuditRecord } from './audit-record.ts';
import { inboxRuleOperations } from './inbox-rules.ts';
import { mailFlowOperations } from './mail-flow.ts';
import { mailboxItemOperations } from './mailbox-items.ts';
import { mailboxSettingOperations } from './mailbox-settings.ts';
import { permissionOperations } from './permissions.ts';
import { searchOperations } from './searches.ts';
import { signInOperations } from './sign-ins.ts';

const tables: readonly OperationTable<AuditRecord>[] = [
  inboxRuleOperations,
  mailboxSettingOperations,
  mailFlowOperations,
  permissionOperations,
  mailboxItemOperations,
  signInOperations,
  searchOperations,
  alertOperations,
];

/** What an operation means: by the tables of its family, else nothing but that it was done. */
export function meaningOf(audit: AuditRecord): Meaning {
  const name = audit.operation.toLowerCase();
  for (const table of tables) {
    const known = table.get(name);
    if (known !== undefined) return known(audit);
  }
  return directoryMeaning({ ...audit, targets: targetsOf(audit) }) ?? unknown(audit);
}

function unknown({ record, operation, parameters }: AuditRecord): Meaning {
  const isRead = /^(?:Get|Test|Search|Export)-/i.test(operation);
  const isCommand = parameters.length > 0 && /^[A-Z]\w{1,20}-\w{1,80}$/i.test(operation);
  return {
    action: 'other',
    strength: isRead ? 'RUN' : isCommand ? 'CHANGED' : 'PRESENT',
    object: { kind: 'other', name: record.text('ObjectId', 'OfficeObjectId') },
    doesNotShow: 'The operation has no meaning of its own in this program; everything that the record states is in its facts.',
  };
}

// Targets of the directory are listed by type: 1 name, 5 user principal name, 0 and 2 identifiers.
function targetsOf({ record }: AuditRecord): readonly string[] {
  const listed = record.list('Target').map(recordOf);
  const byType = (type: string): string[] => listed.filter((one) => one.text('Type') === type).map((one) => one.text('ID'));
  const objectId = record.text('ObjectId', 'OfficeObjectId');
  const names = [...byType('5'), ...byType('1')].filter((text) => text !== '');
  const isAccount = objectId.includes('@');
  return [...new Set(isAccount ? [objectId, ...names] : [...names, objectId])].filter((text) => text !== '').slice(0, 10);
}
