import { fieldsOf } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { lastName } from '#formats/windows-values/text.ts';
import type { RuleValue } from '#model/index.ts';
import { bytesNamed, registryEvent, shortened, valueNamed, type ArtifactKey, type ArtifactReader } from '../artifact.ts';
import { textOfValue, valueInWords } from '../values.ts';

/** What is told of a program file beside its path. */
const facts: readonly (readonly [string, string])[] = [
  ['FileId', 'SHA-1 of the first 31 MiB, after 0000'],
  ['Publisher', 'publisher'],
  ['ProductName', 'product'],
  ['Version', 'version'],
  ['LinkDate', 'when it was built, as it states'],
  ['Size', 'size in bytes'],
  ['ProgramId', 'program identifier'],
];

/** Program files that the inventory of Windows met (Amcache.hve). */
export const programInventory: ArtifactReader = {
  id: 'program-inventory',
  title: 'inventory of program files (Amcache)',
  keys: ['Root\\InventoryApplicationFile\\*', 'InventoryApplicationFile\\*'],
  *read(at) {
    const path = text(at, 'LowerCaseLongPath') || text(at, 'Name');
    const found: RuleValue[] = facts.flatMap(([name, label]) => {
      const words = text(at, name);
      return words === '' ? [] : [{ name: label, value: words }];
    });
    yield {
      value: null,
      claim:
        path === ''
          ? 'it names no file'
          : registryEvent(at, 'Amcache, InventoryApplicationFile', {
              time: at.key.lastWriteTime,
              strength: 'PRESENT',
              action: 'other',
              operation: 'program file listed by the inventory',
              process: { name: shortened(path), commandLine: '' },
              object: { kind: 'file', name: shortened(path) },
              facts: found,
              doesNotShow:
                'It does not show that the program ran: the inventory also lists what it met on disk. The time is that of the entry.',
            }),
    };
  },
};

function text({ key }: ArtifactKey, name: string): string {
  const value = valueNamed(key, name);
  const bytes = value?.bytes();
  if (value === null || bytes === undefined || typeof bytes === 'string') return '';
  const words = valueInWords(value.type, bytes);
  return shortened(typeof words === 'string' ? words : String(words));
}

/** The form of Windows 8 and early 10: a key for each file of each volume, values by number. */
export const earlierInventory: ArtifactReader = {
  id: 'earlier-program-inventory',
  title: 'earlier inventory of program files (Amcache)',
  keys: ['Root\\File\\*\\*'],
  *read(at) {
    const path = bytesNamed(at.key, '15');
    const modified = bytesNamed(at.key, '17') ?? bytesNamed(at.key, '11');
    const hash = bytesNamed(at.key, '101');
    yield {
      value: null,
      claim:
        path === null
          ? 'it names no file'
          : registryEvent(at, 'Amcache, File', {
              time: at.key.lastWriteTime,
              strength: 'PRESENT',
              action: 'other',
              operation: 'program file listed by the inventory',
              process: { name: shortened(textOfValue(path)), commandLine: '' },
              object: { kind: 'file', name: shortened(textOfValue(path)) },
              facts: [
                { name: 'file name', value: lastName(textOfValue(path)) },
                { name: 'volume', value: at.path.at(-2) ?? '' },
                ...(hash === null ? [] : [{ name: 'SHA-1 of the first 31 MiB, after 0000', value: shortened(textOfValue(hash)) }]),
                ...(modified?.length === 8
                  ? [{ name: 'file last modified', value: fileTime(fieldsOf(modified).u64(0), '')?.instant ?? 'not set' }]
                  : []),
              ],
              doesNotShow: 'It does not show that the program ran. The time is that of the entry, mostly that of the first run.',
            }),
    };
  },
};
