import { fieldsOf } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { eachValue, registryEvent, shortened, type ArtifactReader } from '../artifact.ts';
import { textOfValue } from '../values.ts';

const office = 'Software\\Microsoft\\Office\\*\\*';

/** Documents opened last by a program of Office; each says for itself when. */
export const officeRecent: ArtifactReader = {
  id: 'office-recent',
  title: 'recent documents of Office',
  keys: ['File MRU', 'Place MRU'].flatMap((list) => [`${office}\\${list}`, `${office}\\User MRU\\*\\${list}`]),
  *read(at) {
    const isPlace = at.key.name.toLowerCase() === 'place mru';
    yield* eachValue(at.key, (value, bytes) => {
      if (!/^Item \d{1,4}$/i.test(value.name)) return null;
      const stored = textOfValue(bytes);
      const match = /^((?:\[[^\]]{0,200}\]){0,8})\*/.exec(stored);
      const marks = match?.[1] ?? '';
      const time = /\[T([0-9a-f]{16})\]/i.exec(marks)?.[1];
      const path = match === null ? stored : stored.slice(match[0].length);
      if (path === '') return 'it names no document';
      return registryEvent(at, 'recent documents of Office', {
        time: time === undefined ? null : fileTime(BigInt(`0x${time}`), 'Office MRU, [T…]'),
        strength: 'OPENED',
        action: isPlace ? 'folder-open' : 'file-open',
        operation: `${isPlace ? 'folder' : 'document'} in the list of recent ones of ${programOf(at.path)}`,
        object: { kind: isPlace ? 'folder' : 'file', name: shortened(path) },
        facts: [{ name: 'marks', value: marks }],
        doesNotShow: 'It shows the last time alone, and not whether the document was read, changed or only saved.',
      });
    });
  },
};

function programOf(path: readonly string[]): string {
  return `${path[4] ?? 'Office'} ${path[3] ?? ''}`.trim();
}

/** Documents whose editing or macros the user enabled: those from mail lie in the folder of opened attachments. */
export const trustRecords: ArtifactReader = {
  id: 'office-trust-records',
  title: 'trusted documents of Office',
  keys: [`${office}\\Security\\Trusted Documents\\TrustRecords`],
  *read(at) {
    yield* eachValue(at.key, (value, bytes) => {
      if (value.name === '') return null;
      const fields = fieldsOf(bytes);
      if (!fields.has(0, 24)) return `it has ${String(bytes.length)} of the 24 bytes of a trust record`;
      const flags = fields.u32(20);
      return registryEvent(at, 'trusted documents of Office', {
        time: fileTime(fields.u64(0), 'TrustRecords, first time'),
        strength: 'OPENED',
        action: 'file-open',
        operation: `document trusted in ${programOf(at.path)}`,
        object: { kind: 'file', name: shortened(decoded(value.name)) },
        facts: [
          {
            name: 'what was enabled',
            value: flags === 0x7fffffff ? 'editing and macros' : flags === 1 ? 'editing' : `0x${flags.toString(16)}`,
          },
          { name: 'path as stored', value: shortened(value.name) },
        ],
        doesNotShow:
          'The time is that of the document (its creation as the program knew it) or of the answer, by version of Office; it does not show what the macros did.',
      });
    });
  },
};

/** The path is written as part of an address, with % before two hexadecimal digits. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    return name;
  }
}
