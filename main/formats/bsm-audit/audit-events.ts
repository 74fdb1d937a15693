import type { AccessAction, AccessStrength } from '#model/index.ts';

/** What an event of the audit trail means; numbers and names of OpenBSM (etc/audit_event, bsm/audit_kevents.h, audit_uevents.h). */
export interface AuditMeaning {
  readonly name: string;
  readonly action: AccessAction;
  readonly strength: AccessStrength;
}

const row = (name: string, action: AccessAction, strength: AccessStrength): AuditMeaning => ({ name, action, strength });

/** How a file was opened, in the order of the numbers: R is read, W write, C created, T cut to nothing. */
const openModes = ['R', 'RC', 'RT', 'RTC', 'W', 'WC', 'WT', 'WTC', 'RW', 'RWC', 'RWT', 'RWTC'];

function opened(mode: string, name: string): AuditMeaning {
  if (mode === 'R') return row(name, 'file-open', 'OPENED');
  return row(name, mode.includes('C') ? 'file-create' : 'file-write', 'CHANGED');
}

const meanings = new Map<number, AuditMeaning>([
  ...openModes.map((mode, index) => [72 + index, opened(mode, `AUE_OPEN_${mode}`)] as const),
  ...openModes.map((mode, index) => [270 + index, opened(mode, `AUE_OPENAT_${mode}`)] as const),
  // To open for its attributes alone reads nothing of a file.
  [3, row('AUE_OPEN', 'other', 'PRESENT')],
  [1, row('AUE_EXIT', 'process-end', 'RUN')],
  [2, row('AUE_FORK', 'process-start', 'RUN')],
  [4, row('AUE_CREAT', 'file-create', 'CHANGED')],
  [5, row('AUE_LINK', 'file-create', 'CHANGED')],
  [6, row('AUE_UNLINK', 'file-delete', 'CHANGED')],
  [7, row('AUE_EXEC', 'process-start', 'RUN')],
  [8, row('AUE_CHDIR', 'folder-open', 'OPENED')],
  [10, row('AUE_CHMOD', 'file-write', 'CHANGED')],
  [11, row('AUE_CHOWN', 'file-write', 'CHANGED')],
  [15, row('AUE_KILL', 'other', 'CHANGED')],
  [21, row('AUE_SYMLINK', 'file-create', 'CHANGED')],
  [23, row('AUE_EXECVE', 'process-start', 'RUN')],
  [25, row('AUE_VFORK', 'process-start', 'RUN')],
  [32, row('AUE_CONNECT', 'network-connection', 'PRESENT')],
  [33, row('AUE_ACCEPT', 'network-connection', 'PRESENT')],
  [42, row('AUE_RENAME', 'file-rename', 'CHANGED')],
  [47, row('AUE_MKDIR', 'file-create', 'CHANGED')],
  [48, row('AUE_RMDIR', 'file-delete', 'CHANGED')],
  [282, row('AUE_RENAMEAT', 'file-rename', 'CHANGED')],
  [286, row('AUE_UNLINKAT', 'file-delete', 'CHANGED')],
  [6144, row('AUE_at_create', 'task-change', 'CHANGED')],
  [6148, row('AUE_crontab_create', 'task-change', 'CHANGED')],
  [6152, row('AUE_login', 'sign-in', 'LOGGED ON')],
  [6153, row('AUE_logout', 'sign-out', 'LOGGED ON')],
  [6154, row('AUE_telnet', 'sign-in', 'LOGGED ON')],
  [6155, row('AUE_rlogin', 'sign-in', 'LOGGED ON')],
  [6158, row('AUE_rshd', 'sign-in', 'LOGGED ON')],
  [6159, row('AUE_su', 'privilege-use', 'LOGGED ON')],
  [6163, row('AUE_passwd', 'setting-change', 'CHANGED')],
  [6165, row('AUE_ftpd', 'sign-in', 'LOGGED ON')],
  [6171, row('AUE_ftpd_logout', 'sign-out', 'LOGGED ON')],
  [6172, row('AUE_ssh', 'sign-in', 'LOGGED ON')],
  [6207, row('AUE_create_user', 'setting-change', 'CHANGED')],
  [6208, row('AUE_modify_user', 'setting-change', 'CHANGED')],
  [6209, row('AUE_delete_user', 'setting-change', 'CHANGED')],
  [6210, row('AUE_disable_user', 'setting-change', 'CHANGED')],
  [6211, row('AUE_enable_user', 'setting-change', 'CHANGED')],
  [32800, row('AUE_openssh', 'sign-in', 'LOGGED ON')],
  [43051, row('AUE_COPYFILE', 'file-copy', 'CHANGED')],
  // Sessions of the audit system, which a log-in makes as well as a service.
  [44901, row('AUE_SESSION_START', 'other', 'PRESENT')],
  [44902, row('AUE_SESSION_UPDATE', 'other', 'PRESENT')],
  [44903, row('AUE_SESSION_END', 'other', 'PRESENT')],
  [44904, row('AUE_SESSION_CLOSE', 'other', 'PRESENT')],
  [45000, row('AUE_audit_startup', 'audit-change', 'CHANGED')],
  [45001, row('AUE_audit_shutdown', 'audit-change', 'CHANGED')],
  [45014, row('AUE_modify_password', 'setting-change', 'CHANGED')],
  [45015, row('AUE_create_group', 'setting-change', 'CHANGED')],
  [45016, row('AUE_delete_group', 'setting-change', 'CHANGED')],
  [45017, row('AUE_modify_group', 'setting-change', 'CHANGED')],
  [45018, row('AUE_add_to_group', 'setting-change', 'CHANGED')],
  [45019, row('AUE_remove_from_group', 'setting-change', 'CHANGED')],
  [45021, row('AUE_lw_login', 'sign-in', 'LOGGED ON')],
  [45022, row('AUE_lw_logout', 'sign-out', 'LOGGED ON')],
  [45023, row('AUE_auth_user', 'sign-in', 'LOGGED ON')],
  [45024, row('AUE_ssconn', 'other', 'PRESENT')],
  [45025, row('AUE_ssauthorize', 'privilege-use', 'PRESENT')],
  [45026, row('AUE_ssauthint', 'privilege-use', 'PRESENT')],
  [45028, row('AUE_sudo', 'privilege-use', 'RUN')],
  [45029, row('AUE_audit_recovery', 'audit-change', 'CHANGED')],
]);

/** The meaning of an event by its number; of one that is not in the table its number alone. */
export function meaningOf(event: number): AuditMeaning {
  return meanings.get(event) ?? row(`event ${String(event)}`, 'other', 'PRESENT');
}
