import type { AccessAction, AccessObject, AccessStrength } from '#model/index.ts';

/** What a record that is no system call is about. */
export interface MessageMeaning {
  readonly action: AccessAction;
  readonly strength: AccessStrength;
  readonly object: AccessObject['kind'];
}

const signIn: MessageMeaning = { action: 'sign-in', strength: 'LOGGED ON', object: 'session' };
const signOut: MessageMeaning = { action: 'sign-out', strength: 'LOGGED ON', object: 'session' };
const privilege: MessageMeaning = { action: 'privilege-use', strength: 'RUN', object: 'session' };
const roles: MessageMeaning = { action: 'role-change', strength: 'CHANGED', object: 'other' };
const service: MessageMeaning = { action: 'service-change', strength: 'RUN', object: 'other' };
const auditing: MessageMeaning = { action: 'audit-change', strength: 'CHANGED', object: 'setting' };

/** Types of records and what they mean (Red Hat, "Audit Record Types"; linux/audit.h; lib/audit-records.h of audit). */
export const userMessages: ReadonlyMap<string, MessageMeaning> = new Map([
  ['LOGIN', signIn],
  ['USER_LOGIN', signIn],
  ['USER_AUTH', signIn],
  ['USER_START', signIn],
  ['USER_END', signOut],
  ['USER_LOGOUT', signOut],
  ['CRED_DISP', signOut],
  ['USER_CMD', privilege],
  ['USER_ROLE_CHANGE', roles],
  ['ADD_USER', roles],
  ['DEL_USER', roles],
  ['ADD_GROUP', roles],
  ['DEL_GROUP', roles],
  ['USER_MGMT', roles],
  ['GRP_MGMT', roles],
  ['USER_CHAUTHTOK', { action: 'setting-change', strength: 'CHANGED', object: 'other' }],
  ['SERVICE_START', service],
  ['SERVICE_STOP', service],
  ['SYSTEM_BOOT', { action: 'other', strength: 'RUN', object: 'other' }],
  ['SYSTEM_SHUTDOWN', { action: 'other', strength: 'RUN', object: 'other' }],
  ['CONFIG_CHANGE', auditing],
  ['DAEMON_START', auditing],
  ['DAEMON_END', auditing],
  ['DAEMON_CONFIG', auditing],
  ['DAEMON_ABORT', auditing],
  ['AVC', { action: 'other', strength: 'ATTEMPTED', object: 'file' }],
  ['TTY', { action: 'script', strength: 'RUN', object: 'session' }],
  ['USER_TTY', { action: 'script', strength: 'RUN', object: 'session' }],
]);
