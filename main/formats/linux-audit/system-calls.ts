import type { AccessAction } from '#model/index.ts';

/** A system call as an event names it. */
export interface KnownCall {
  readonly name: string;
  readonly action: AccessAction;
}

const actions: Readonly<Record<string, AccessAction>> = {
  execve: 'process-start',
  execveat: 'process-start',
  open: 'file-open',
  openat: 'file-open',
  openat2: 'file-open',
  open_by_handle_at: 'file-open',
  read: 'file-open',
  creat: 'file-create',
  mkdir: 'file-create',
  mkdirat: 'file-create',
  write: 'file-write',
  truncate: 'file-write',
  ftruncate: 'file-write',
  chmod: 'file-write',
  fchmod: 'file-write',
  fchmodat: 'file-write',
  chown: 'file-write',
  fchownat: 'file-write',
  setxattr: 'file-write',
  link: 'file-copy',
  linkat: 'file-copy',
  symlink: 'file-create',
  symlinkat: 'file-create',
  rename: 'file-rename',
  renameat: 'file-rename',
  renameat2: 'file-rename',
  unlink: 'file-delete',
  unlinkat: 'file-delete',
  rmdir: 'file-delete',
  connect: 'network-connection',
  accept: 'network-connection',
  accept4: 'network-connection',
};

/** Numbers of calls by architecture, as audit states it (AUDIT_ARCH of linux/audit.h; the tables of the kernel). */
const numbers: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  // x86-64: arch/x86/entry/syscalls/syscall_64.tbl
  c000003e: {
    ...{ 0: 'read', 1: 'write', 2: 'open', 42: 'connect', 43: 'accept', 59: 'execve', 76: 'truncate', 77: 'ftruncate', 82: 'rename' },
    ...{ 83: 'mkdir', 84: 'rmdir', 85: 'creat', 86: 'link', 87: 'unlink', 88: 'symlink', 90: 'chmod', 91: 'fchmod', 92: 'chown' },
    ...{ 188: 'setxattr', 257: 'openat', 258: 'mkdirat', 260: 'fchownat', 263: 'unlinkat', 264: 'renameat', 265: 'linkat' },
    ...{ 266: 'symlinkat', 268: 'fchmodat', 288: 'accept4', 304: 'open_by_handle_at', 316: 'renameat2', 322: 'execveat', 437: 'openat2' },
  },
  // 32-bit x86: syscall_32.tbl
  40000003: {
    ...{ 3: 'read', 4: 'write', 5: 'open', 8: 'creat', 9: 'link', 10: 'unlink', 11: 'execve', 15: 'chmod', 38: 'rename', 39: 'mkdir' },
    ...{ 40: 'rmdir', 83: 'symlink', 92: 'truncate', 182: 'chown', 295: 'openat', 301: 'unlinkat', 302: 'renameat', 303: 'linkat' },
    ...{ 353: 'renameat2', 358: 'execveat', 362: 'connect', 364: 'accept4', 437: 'openat2' },
  },
  // 64-bit ARM: include/uapi/asm-generic/unistd.h
  c00000b7: {
    ...{ 34: 'mkdirat', 35: 'unlinkat', 36: 'symlinkat', 37: 'linkat', 38: 'renameat', 45: 'truncate', 46: 'ftruncate', 53: 'fchmodat' },
    ...{ 54: 'fchownat', 56: 'openat', 63: 'read', 64: 'write', 202: 'accept', 203: 'connect', 221: 'execve', 242: 'accept4' },
    ...{ 276: 'renameat2', 281: 'execveat', 437: 'openat2' },
  },
};

/**
 * The call of a number.
 * @param name its name where auditd added it; empty otherwise
 */
export function callOf(architecture: string, number: string, name: string): KnownCall {
  const found = name === '' ? numbers[architecture]?.[Number(number)] : name;
  if (found === undefined) return { name: `${number} (${architecture})`, action: 'other' };
  return { name: found, action: Object.hasOwn(actions, found) ? (actions[found] ?? 'other') : 'other' };
}
