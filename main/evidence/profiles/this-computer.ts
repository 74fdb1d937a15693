import { existsSync, readFileSync } from 'node:fs';

/** What a search of the running system looks at. */
export interface ThisComputer {
  /** Absolute paths. */
  readonly roots: readonly string[];
  /** Places that hold no files of users or that other machines hold, and why they are left out. */
  readonly leaveOut: ReadonlyMap<string, string>;
}

const pseudo = 'It holds no files but what the system makes up.';
const twice = 'It shows folders a second time that are looked at elsewhere.';
const network = 'Another machine holds it; choose it as a folder to look at it.';

const networkTypes = /^(nfs|nfs4|cifs|smb3|smbfs|afs|ceph|9p|glusterfs|fuse\.(sshfs|rclone|s3fs|davfs2?|gvfsd-fuse|glusterfs))$/;
const pseudoTypes =
  /^(proc|sysfs|devtmpfs|devpts|cgroup2?|tracefs|debugfs|securityfs|bpf|mqueue|hugetlbfs|pstore|configfs|fusectl|binfmt_misc|efivarfs|autofs|nsfs)$/;

/** The volumes of the running system. @param platform as `process.platform` names it */
export function thisComputer(platform: NodeJS.Platform = process.platform): ThisComputer {
  if (platform === 'win32') return { roots: drives(), leaveOut: new Map() };
  if (platform === 'darwin') {
    const places = [
      ['/dev', pseudo],
      ['/System/Volumes', twice],
      ['/.vol', twice],
      ['/net', network],
    ] as const;
    return { roots: ['/'], leaveOut: new Map(places) };
  }
  const always = ['/proc', '/sys', '/dev', '/run'].map((path): readonly [string, string] => [path, pseudo]);
  return { roots: ['/'], leaveOut: new Map([...leftOutMounts(mountTable()), ...always]) };
}

/** The mount points that are left out. @param table as /proc/self/mounts (fstab(5)) */
export function leftOutMounts(table: string): ReadonlyMap<string, string> {
  const mounts = table.split('\n').flatMap((line): [string, string][] => {
    const [, place = '', type = ''] = line.split(' ');
    const path = place.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    if (path === '' || path === '/') return [];
    if (networkTypes.test(type)) return [[path, network]];
    if (pseudoTypes.test(type)) return [[path, pseudo]];
    return type === 'overlay' ? [[path, twice]] : [];
  });
  return new Map(mounts);
}

function mountTable(): string {
  try {
    return readFileSync('/proc/self/mounts', 'utf8');
  } catch {
    return '';
  }
}

// A and B are floppy drives, which ask for a medium.
function drives(): readonly string[] {
  return Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `${letter}:\\`).filter((root) => existsSync(root));
}
