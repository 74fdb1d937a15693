import { findNamed } from '../record/log-record.ts';
import { operations, type Meaning } from '../record/meaning.ts';
import type { AuditRecord } from './audit-record.ts';

/** Sign-ins to the directory (record types 9 and 15). */
export const signInOperations = operations<AuditRecord>([
  ['UserLoggedIn, PasswordLogonInitialAuthUsingPassword, ForeignRealmIndexLogonCookieCopyUsingDAToken', (audit) => signIn(audit, false)],
  ['UserLoginFailed, PasswordLogonInitialAuthUsingADFSFederatedTokenFailed', (audit) => signIn(audit, true)],
  ['UserLoggedOff, UserLogout', signOut],
]);

function signIn(audit: AuditRecord, hasFailed: boolean): Meaning {
  const { record, properties } = audit;
  const session = findNamed(record.named('DeviceProperties'), 'SessionId') ?? '';
  const client = findNamed(properties, 'UserAgent') ?? '';
  return {
    action: 'sign-in',
    strength: 'LOGGED ON',
    object: { kind: 'session', name: record.text('ApplicationId') },
    account: audit.actor,
    ...(client === '' ? {} : { client }),
    ...(session === '' ? {} : { session }),
    hasFailed,
    doesNotShow: 'It shows that the account was authenticated for an application, not that its mailbox was opened.',
  };
}

function signOut(audit: AuditRecord): Meaning {
  return { action: 'sign-out', strength: 'LOGGED ON', object: { kind: 'session', name: '' }, account: audit.actor };
}
