import type { StatedChange } from '#model/index.ts';
import { statedAddresses } from '../record/addresses.ts';
import { LogRecord } from '../record/log-record.ts';
import { isOff, isOn, mailboxOfParameter, mailboxOfPath, parameterOf, type AuditRecord } from './audit-record.ts';
import { change, operations, stateOfVerb, type Meaning } from '../record/meaning.ts';

/** Who may open a mailbox or a folder of it, send as its owner, or act by a role; and what is audited. */
export const permissionOperations = operations<AuditRecord>([
  ['Add-MailboxPermission, Set-MailboxPermission, Remove-MailboxPermission', (audit) => granted(audit, 'mailbox-permission', 'User')],
  ['Add-RecipientPermission, Remove-RecipientPermission', (audit) => granted(audit, 'send-permission', 'Trustee')],
  ['Add-ADPermission, Remove-ADPermission', (audit) => granted(audit, 'send-permission', 'User')],
  [
    'Add-MailboxFolderPermission, Set-MailboxFolderPermission, Remove-MailboxFolderPermission',
    (audit) => granted(audit, 'folder-permission', 'User'),
  ],
  ['Add-PublicFolderClientPermission, Remove-PublicFolderClientPermission', (audit) => granted(audit, 'folder-permission', 'User')],
  ['AddFolderPermissions, ModifyFolderPermissions, RemoveFolderPermissions', folderPermission],
  ['UpdateCalendarDelegation, UpdateFolderPermissions', folderPermission],
  ['New-ManagementRoleAssignment, Set-ManagementRoleAssignment, Remove-ManagementRoleAssignment', roleAssignment],
  ['New-RoleGroup, Set-RoleGroup, Remove-RoleGroup, Add-RoleGroupMember, Update-RoleGroupMember, Remove-RoleGroupMember', roleGroup],
  ['New-ManagementRole, Set-ManagementRole, Add-ManagementRoleEntry', roleGroup],
  ['New-ApplicationAccessPolicy, Set-ApplicationAccessPolicy, Remove-ApplicationAccessPolicy, New-ServicePrincipal', applicationPolicy],
  ['Set-MailboxAuditBypassAssociation', auditBypass],
  ['Set-AdminAuditLogConfig', adminAuditLog],
  ['New-UnifiedAuditLogRetentionPolicy, Set-UnifiedAuditLogRetentionPolicy, Remove-UnifiedAuditLogRetentionPolicy', retention],
]);

function granted(audit: AuditRecord, what: StatedChange['what'], parameter: string): Meaning {
  const stated = mailboxOfParameter(audit, 'Identity', 'Mailbox') || audit.mailbox || audit.record.text('ObjectId', 'OfficeObjectId');
  // A folder is named by mailbox and path: `a@b.example:\Inbox`.
  const folder = /^([^:\\]+):(\\.*)$/.exec(stated);
  const mailbox = folder?.[1] ?? stated;
  const rights = [parameterOf(audit, 'AccessRights'), parameterOf(audit, 'ExtendedRights'), parameterOf(audit, 'SharingPermissionFlags')];
  return {
    action: 'permission-change',
    strength: 'CHANGED',
    object: folder === null ? { kind: 'mailbox', name: mailbox } : { kind: 'folder', name: folder[2] ?? '' },
    account: mailbox,
    doesNotShow: 'It shows what was permitted, not that use was made of it.',
    change: change(what, stateOfVerb(audit.operation), {
      name: rights.filter((text) => text !== null && text !== '').join('; '),
      of: stated,
      destinations: statedAddresses(parameterOf(audit, parameter, 'User', 'Trustee', 'Owner') ?? '').map(
        (one) => mailboxOfPath(one, audit.actor) ?? one,
      ),
    }),
  };
}

function folderPermission(audit: AuditRecord): Meaning {
  const item = audit.record.inner('Item');
  const folder =
    [item.inner('ParentFolder'), audit.record.inner('Folder'), item].find((one) => one.text('Path', 'MemberUpn') !== '') ??
    new LogRecord({});
  const member = folder.text('MemberUpn', 'MemberSid');
  const path = folder.text('Path', 'Name');
  const state = /^add/i.test(audit.operation) ? 'set' : /^remove/i.test(audit.operation) ? 'removed' : 'changed';
  return {
    action: 'permission-change',
    strength: 'CHANGED',
    object: { kind: 'folder', name: path },
    doesNotShow: 'It shows what was permitted, not that use was made of it.',
    change: change('folder-permission', state, {
      name: folder.text('MemberRights'),
      of: `${audit.mailbox}:${path}`,
      destinations: member === '' ? [] : [member],
    }),
  };
}

function roleAssignment(audit: AuditRecord): Meaning {
  const name = parameterOf(audit, 'Role') ?? parameterOf(audit, 'Identity') ?? parameterOf(audit, 'Name') ?? '';
  return roleChange(audit, name, ['User', 'SecurityGroup', 'App', 'Computer', 'Policy']);
}

function roleGroup(audit: AuditRecord): Meaning {
  const name = parameterOf(audit, 'Identity') ?? parameterOf(audit, 'Name') ?? audit.record.text('ObjectId', 'OfficeObjectId');
  return roleChange(audit, name, ['Member', 'Members', 'Roles']);
}

function roleChange(audit: AuditRecord, name: string, parameters: readonly string[]): Meaning {
  return {
    action: 'role-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name },
    doesNotShow: 'It shows what was permitted, not that use was made of it.',
    change: change('role', stateOfVerb(audit.operation), {
      name,
      of: audit.record.text('OrganizationName'),
      destinations: parameters.flatMap((parameter) => statedAddresses(parameterOf(audit, parameter) ?? '')),
    }),
  };
}

function applicationPolicy(audit: AuditRecord): Meaning {
  return {
    action: 'permission-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name: parameterOf(audit, 'AppId', 'Identity') ?? '' },
    doesNotShow: 'It shows to which mailboxes an application is confined or let, not that it opened any.',
    change: change('application-permission', stateOfVerb(audit.operation), {
      name: parameterOf(audit, 'AccessRight') ?? '',
      of: parameterOf(audit, 'PolicyScopeGroupId', 'ScopeName') ?? '',
      destinations: statedAddresses(parameterOf(audit, 'AppId') ?? ''),
    }),
  };
}

const auditGap = 'What happened while auditing was off stands in no audit log.';

function auditBypass(audit: AuditRecord): Meaning {
  const bypass = parameterOf(audit, 'AuditBypassEnabled');
  const account = mailboxOfParameter(audit, 'Identity');
  return {
    action: 'audit-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name: 'AuditBypassEnabled' },
    account,
    doesNotShow: `${auditGap} What an account that is left out of auditing does in mailboxes is not recorded.`,
    // Auditing is off where the bypass is on.
    change: change('audit', isOn(bypass) ? 'disabled' : isOff(bypass) ? 'enabled' : 'changed', {
      name: 'AuditBypassEnabled',
      of: account,
      actions: bypass === null ? [] : [`AuditBypassEnabled ${bypass}`],
    }),
  };
}

function adminAuditLog(audit: AuditRecord): Meaning {
  const switches = ['UnifiedAuditLogIngestionEnabled', 'AdminAuditLogEnabled'];
  const given = switches.filter((name) => parameterOf(audit, name) !== null);
  const isDisabled = given.some((name) => isOff(parameterOf(audit, name)));
  return {
    action: 'audit-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name: 'Admin Audit Log Settings' },
    doesNotShow: auditGap,
    change: change('audit', given.length === 0 ? 'changed' : isDisabled ? 'disabled' : 'enabled', {
      name: given.join(', '),
      of: audit.record.text('OrganizationName'),
      actions: given.map((name) => `${name} ${parameterOf(audit, name) ?? ''}`),
    }),
  };
}

function retention(audit: AuditRecord): Meaning {
  const name = parameterOf(audit, 'Name') ?? parameterOf(audit, 'Identity') ?? '';
  return {
    action: 'audit-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name },
    change: change('audit', stateOfVerb(audit.operation), { name, of: audit.record.text('OrganizationName') }),
  };
}
