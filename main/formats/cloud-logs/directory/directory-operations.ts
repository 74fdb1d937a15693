import type { StatedChange } from '#model/index.ts';
import { findNamed, type NamedText } from '../record/log-record.ts';
import { change, operations, type Meaning } from '../record/meaning.ts';

/** An operation in the directory (Entra ID), whichever log states it. */
export interface DirectoryOperation {
  /** Without a full stop: `Consent to application`. */
  readonly operation: string;
  /** Names of what it was done to, the most telling first. */
  readonly targets: readonly string[];
  /** What was changed, before and after. */
  readonly modified: readonly NamedText[];
  /** Other named texts of the record. */
  readonly properties: readonly NamedText[];
}

/** What an operation in the directory means; null where the table has none of the name. */
export function directoryMeaning(stated: DirectoryOperation): Meaning | null {
  const name = stated.operation.trim().toLowerCase();
  const read = table.get(name);
  if (read !== undefined) return read(stated);
  // Some names go on after a dash: `Update application – Certificates and secrets management`.
  return /^update (?:application|service principal)\b/.test(name) ? credentials(stated) : null;
}

const permitsOnly = 'It shows what was permitted, not that use was made of it.';

/** Identifiers of permissions that let an application into mailboxes, by what they are called. */
const mailPermissions: ReadonlyMap<string, string> = new Map([
  ['810c84a8-4a9e-49e6-bf7d-12d183f40d01', 'Mail.Read'],
  ['dc890d15-9560-4a4c-9b7f-a736ec74ec40', 'full_access_as_app'],
]);

const table = operations<DirectoryOperation>([
  ['Consent to application', consent],
  ['Add delegated permission grant, Add OAuth2PermissionGrant, Update delegated permission grant', consent],
  ['Remove delegated permission grant, Remove OAuth2PermissionGrant', (stated) => permission(stated, 'removed')],
  ['Add app role assignment to service principal, Add app role assignment grant to user', (stated) => permission(stated, 'set')],
  ['Add app role assignment grant to group', (stated) => permission(stated, 'set')],
  ['Remove app role assignment from service principal, Remove app role assignment from user', (stated) => permission(stated, 'removed')],
  ['Update application, Update service principal', application],
  ['Add application, Add service principal, Add owner to application, Add owner to service principal', application],
  ['Remove application, Remove service principal, Delete application', application],
  ['Add service principal credentials, Remove service principal credentials', credentials],
  ['Add member to role, Add eligible member to role, Add member to role in PIM completed (permanent)', (stated) => role(stated, 'set')],
  [
    'Add member to role completed (PIM activation), Add eligible member to role in PIM completed (permanent)',
    (stated) => role(stated, 'set'),
  ],
  ['Add scoped member to role, Add member to role outside of PIM (permanent)', (stated) => role(stated, 'set')],
  [
    'Remove member from role, Remove eligible member from role, Remove member from role completed (PIM deactivate)',
    (stated) => role(stated, 'removed'),
  ],
  ['Change user license, Update user license, Set license properties, Remove all licenses', licence],
  ['Add member to group, Add owner to group', (stated) => group(stated, 'set')],
  ['Remove member from group, Remove owner from group', (stated) => group(stated, 'removed')],
  ['Add user, Update user, Delete user, Disable account, Enable account, Restore user, Invite external user', account],
  ['Reset user password, Change user password, Set force change user password, Reset password (by admin)', account],
  ['Change password (self-service), Reset password (self-service), Update StsRefreshTokenValidFrom Timestamp', account],
  ['Enable Strong Authentication, Disable Strong Authentication, User registered security info, User deleted security info', account],
  ['Admin registered security info, Admin updated security info, Register device, Add registered owner to device', account],
]);

function named({ modified, properties }: DirectoryOperation, ...names: readonly string[]): string {
  return findNamed(modified, ...names) ?? findNamed(properties, ...names) ?? '';
}

function consent(stated: DirectoryOperation): Meaning {
  const scopes = scopesOf(`${named(stated, 'ConsentAction.Permissions')} ${named(stated, 'DelegatedPermissionGrant.Scope', 'Scope')}`);
  return {
    action: 'consent',
    strength: 'CHANGED',
    object: { kind: 'other', name: stated.targets[0] ?? '' },
    doesNotShow: `${permitsOnly} With the permission an application reads mail without its owner signing in again.`,
    change: change('application-permission', 'set', {
      name: scopes.join(' '),
      destinations: stated.targets.slice(0, 1),
      conditions: consentFields.flatMap(([field, words]) => {
        const text = named(stated, field);
        return text === '' ? [] : [`${words}: ${text}`];
      }),
    }),
  };
}

const consentFields = [
  ['ConsentContext.IsAdminConsent', 'by an administrator'],
  ['ConsentContext.OnBehalfOfAll', 'on behalf of all'],
] as const;

/** The permissions that a text lists after `Scope:`, or is made of. */
function scopesOf(text: string): readonly string[] {
  const cut = text.slice(0, 20_000);
  const after = [...cut.matchAll(/Scope: ?([^,\]]{0,4000})/g)].map(([, list = '']) => list);
  const words = (after.length > 0 ? after.join(' ') : cut)
    .split(/[\s,]+/)
    .filter((word) => /^[\w.:/-]+$/.test(word) && /[a-z]/i.test(word));
  return [...new Set(words)].slice(0, 200);
}

function permission(stated: DirectoryOperation, state: StatedChange['state']): Meaning {
  const role =
    named(stated, 'AppRole.Value', 'AppRole.DisplayName') ||
    (mailPermissions.get(named(stated, 'AppRole.Id').toLowerCase()) ?? named(stated, 'AppRole.Id'));
  const to = named(stated, 'ServicePrincipal.DisplayName', 'User.UPN', 'ServicePrincipal.AppId');
  return {
    action: 'permission-change',
    strength: 'CHANGED',
    object: { kind: 'other', name: stated.targets[0] ?? '' },
    doesNotShow: permitsOnly,
    change: change('application-permission', state, {
      name: role,
      of: stated.targets[0] ?? '',
      destinations: to === '' ? [] : [to],
    }),
  };
}

// Permissions that an application asks for stand in it as a structure with an EntitlementId for each.
function application(stated: DirectoryOperation): Meaning {
  const text = stated.modified
    .map(({ text: after }) => after)
    .join(' ')
    .slice(0, 200_000);
  const ids = [...text.matchAll(/"?EntitlementId"?\s*:\s*"?([0-9a-f-]{36})/gi)].map(([, id = '']) => id.toLowerCase());
  const asked = [...new Set(ids)].slice(0, 100).map((id) => mailPermissions.get(id) ?? id);
  const state = /^add/i.test(stated.operation) ? 'set' : /^(?:remove|delete)/i.test(stated.operation) ? 'removed' : 'changed';
  return {
    action: asked.length > 0 ? 'permission-change' : 'setting-change',
    strength: 'CHANGED',
    object: { kind: 'other', name: stated.targets[0] ?? '' },
    doesNotShow: permitsOnly,
    change: change('application-permission', state, {
      name: asked.join(' '),
      of: stated.targets[0] ?? '',
      destinations: stated.targets.slice(0, 1),
    }),
  };
}

function credentials(stated: DirectoryOperation): Meaning {
  return {
    ...application(stated),
    action: 'permission-change',
    doesNotShow: 'It shows that somebody may sign in as the application from now on, not that anybody did.',
  };
}

function role(stated: DirectoryOperation, state: StatedChange['state']): Meaning {
  const name = named(stated, 'Role.DisplayName', 'Role.WellKnownObjectName') || (stated.targets[1] ?? '');
  return {
    action: 'role-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name },
    account: stated.targets[0] ?? '',
    doesNotShow: permitsOnly,
    change: change('role', state, { name, destinations: stated.targets.slice(0, 1) }),
  };
}

function licence(stated: DirectoryOperation): Meaning {
  const text = stated.modified
    .map(({ text: after }) => after)
    .join(' ')
    .slice(0, 200_000);
  const isWithoutAudit = /DisabledPlans[^\]]{0,4000}M365_ADVANCED_AUDITING/.test(text);
  return {
    action: 'license-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name: 'licence' },
    account: stated.targets[0] ?? '',
    doesNotShow: 'What a licence no longer records (MailItemsAccessed among it) stands in no audit log.',
    change: change(isWithoutAudit ? 'audit' : 'other', isWithoutAudit ? 'disabled' : 'changed', {
      name: isWithoutAudit ? 'M365_ADVANCED_AUDITING' : 'licence',
      of: stated.targets[0] ?? '',
    }),
  };
}

function group(stated: DirectoryOperation, state: StatedChange['state']): Meaning {
  const name = named(stated, 'Group.DisplayName') || (stated.targets[1] ?? '');
  return {
    action: 'role-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name },
    account: stated.targets[0] ?? '',
    doesNotShow: permitsOnly,
    change: change('other', state, { name, destinations: stated.targets.slice(0, 1) }),
  };
}

function account(stated: DirectoryOperation): Meaning {
  const names = stated.modified.map(({ name }) => name);
  return {
    action: 'setting-change',
    strength: 'CHANGED',
    object: { kind: 'setting', name: 'account' },
    account: stated.targets[0] ?? '',
    change: change('other', 'changed', { name: names.slice(0, 20).join(', '), of: stated.targets[0] ?? '' }),
  };
}
