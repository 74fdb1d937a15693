import { basename, dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { openEvidenceFile, type NamedStore } from '#evidence/index.ts';
import { registryHiveReader } from '#formats/registry-hive/index.ts';
import { defaultLimits, fileStep, type FactDraft } from '#model/index.ts';
import { readingRoom } from './reading-room.ts';

/** What the reader of hives calls the setting (`main/formats/registry-hive/artifacts/outlook-profile.ts`). */
const storeSetting = 'mail store of an Outlook profile';

/**
 * Reads which mail stores the profiles of Outlook name in a user's hive, for a search of profiles (`FindOptions.storesNamed`).
 * Logs that lie beside the hive are applied; nothing is written.
 * @param hivePath of an `NTUSER.DAT`
 * @throws EvidenceReadError when it cannot be read
 */
export function outlookStoresNamed(hivePath: string): readonly NamedStore[] {
  const fileName = basename(hivePath);
  const room = readingRoom({ itemPath: dirname(hivePath), scratchDirectory: join(tmpdir(), 'mail-triage-search') }, [], []);
  const source = openEvidenceFile(hivePath);
  try {
    if (registryHiveReader.probe(source).verdict === 'no') return [];
    const context = { ...room, locator: [fileStep(fileName)], folderPath: [], fileName, limits: defaultLimits, enter: () => true };
    const stores: NamedStore[] = [];
    for (const output of registryHiveReader.read(source, context)) {
      if (output.kind === 'record' && output.record.kind === 'setting') stores.push(...storeOf(output.record));
    }
    return stores;
  } finally {
    source.close();
    room.close();
  }
}

function storeOf({ claimed, locator, observed }: Extract<FactDraft, { kind: 'setting' }>): readonly NamedStore[] {
  if (claimed.setting !== 'client-setting' || claimed.name !== storeSetting) return [];
  const [value] = claimed.values;
  if (value === undefined || typeof value.value !== 'string') return [];
  const key = locator.find(({ kind }) => kind === 'key')?.at;
  const where = key === undefined ? 'a value that was deleted' : observed.allocation === 'allocated' ? key : `${key} (deleted)`;
  return [{ path: value.value, citation: `${where}, ${value.name}=${value.value}` }];
}
