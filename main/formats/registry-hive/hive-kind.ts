import { bytesNamed, subkeyAt, type HiveOwner } from './artifact.ts';
import type { BaseBlock } from './base-block.ts';
import type { Cells } from './cells.ts';
import { keyAt, type HiveKey } from './keys.ts';
import { textOfValue } from './values.ts';

/** Kinds of hives by keys below their root, whatever the file is called. */
const kinds: readonly { readonly kind: string; readonly keys: readonly (readonly string[])[] }[] = [
  { kind: 'hive of a user (NTUSER.DAT)', keys: [['Software', 'Microsoft', 'Windows'], ['Control Panel']] },
  { kind: 'class settings of a user (UsrClass.dat)', keys: [['Local Settings']] },
  { kind: 'hive of the system (SYSTEM)', keys: [['Select']] },
  { kind: 'hive of the system (SYSTEM)', keys: [['ControlSet001']] },
  { kind: 'hive of programs (SOFTWARE)', keys: [['Microsoft', 'Windows NT']] },
  { kind: 'hive of local accounts (SAM)', keys: [['SAM', 'Domains']] },
  { kind: 'hive of security settings (SECURITY)', keys: [['Policy', 'PolAdtEv']] },
  { kind: 'inventory of programs (Amcache.hve)', keys: [['Root', 'InventoryApplicationFile']] },
  { kind: 'inventory of programs (Amcache.hve)', keys: [['Root', 'File']] },
  { kind: 'start-up settings (BCD)', keys: [['Description'], ['Objects']] },
];

/** What a hive is, in words. */
export function kindOfHive(root: HiveKey): string {
  return kinds.find(({ keys }) => keys.every((path) => subkeyAt(root, ...path) !== null))?.kind ?? 'hive of another kind';
}

/** Whose hive it is, as its own keys and its base block state it. */
export function ownerOfHive(cells: Cells, base: BaseBlock): HiveOwner {
  const root = keyAt(cells, base.rootCell);
  if (typeof root === 'string') return { user: '', host: '' };
  const host = subkeyAt(root, 'ControlSet001', 'Control', 'ComputerName', 'ComputerName');
  const hostName = host === null ? null : bytesNamed(host, 'ComputerName');
  return { user: userOf(root, base), host: hostName === null ? '' : textOfValue(hostName).slice(0, 256) };
}

/** The name of the user's folder: by the folders of the shell, else by the path that the hive was loaded from. */
function userOf(root: HiveKey, base: BaseBlock): string {
  const folders = subkeyAt(root, 'Software', 'Microsoft', 'Windows', 'CurrentVersion', 'Explorer', 'Shell Folders');
  for (const name of ['AppData', 'Desktop', 'Personal']) {
    const bytes = folders === null ? null : bytesNamed(folders, name);
    const found =
      bytes === null ? null : /^[a-z]:\\(?:Users|Documents and Settings)\\([^\\]{1,256})\\/i.exec(textOfValue(bytes).slice(0, 600));
    if (found?.[1] !== undefined) return found[1];
  }
  return /(?:Users|Settings)\\([^\\]{1,64})\\(?:ntuser|AppData)/i.exec(base.fileName)?.[1] ?? '';
}
