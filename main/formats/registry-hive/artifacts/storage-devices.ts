import { fieldsOf } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { guid, utf16 } from '#formats/windows-values/text.ts';
import { bytesNamed, eachValue, registryEvent, registrySetting, shortened, subkeyAt, valuesOf, type ArtifactReader } from '../artifact.ts';
import { textOfValue, valueTypes } from '../values.ts';

/** Times of a device, by property of the set {83da6326-97a6-4088-9453-a1923f573b29} (Windows 8 and later; devpkey.h). */
const deviceTimes: readonly (readonly [string, string])[] = [
  ['0064', 'installed'],
  ['0065', 'first installed'],
  ['0066', 'last plugged in'],
  ['0067', 'last removed'],
];

/** Storage devices that were plugged in by USB: an event for each time that Windows keeps, else one without a time. */
export const storageDevices: ArtifactReader = {
  id: 'storage-devices',
  title: 'USB storage devices (USBSTOR)',
  keys: ['*\\Enum\\USBSTOR\\*\\*'],
  *read(at) {
    const device = `${at.path.at(-2) ?? ''}\\${at.key.name}`;
    const name = bytesNamed(at.key, 'FriendlyName');
    const told = {
      strength: 'PRESENT',
      action: 'other',
      object: { kind: 'other', name: shortened(device) },
      facts: name === null ? [] : [{ name: 'name shown', value: shortened(textOfValue(name)) }],
      doesNotShow: 'It does not show what was copied to or from the device, nor who plugged it in.',
    } as const;
    const properties = subkeyAt(at.key, 'Properties', '{83da6326-97a6-4088-9453-a1923f573b29}');
    let isTimed = false;
    for (const [number, what] of deviceTimes) {
      const property = properties === null ? null : subkeyAt(properties, number);
      const [value] = property === null ? [] : valuesOf(property);
      const bytes = value?.bytes();
      if (value === undefined || bytes === undefined || typeof bytes === 'string' || bytes.length !== 8) continue;
      isTimed = true;
      const time = fileTime(fieldsOf(bytes).u64(0), `device property ${number} (${what})`);
      yield { value: null, entry: number, claim: registryEvent(at, 'USBSTOR', { ...told, time, operation: `storage device ${what}` }) };
    }
    if (!isTimed) yield { value: null, claim: registryEvent(at, 'USBSTOR', { ...told, operation: 'storage device known to the machine' }) };
  },
};

/** Which disk or partition had which drive letter. */
export const mountedDevices: ArtifactReader = {
  id: 'mounted-devices',
  title: 'drive letters (MountedDevices)',
  keys: ['MountedDevices'],
  *read(at) {
    yield* eachValue(at.key, (value, bytes) => {
      if (value.type !== valueTypes.binary) return null;
      return registrySetting(at, 'other', 'volume that was mounted', [
        { name: 'name', value: shortened(value.name) },
        { name: 'volume', value: shortened(volumeOf(bytes)) },
      ]);
    });
  },
};

function volumeOf(bytes: Uint8Array): string {
  const fields = fieldsOf(bytes);
  if (bytes.length === 12)
    return `disk signature 0x${fields.u32(0).toString(16).padStart(8, '0')}, partition at byte ${String(fields.u64(4))}`;
  if (Buffer.from(bytes.subarray(0, 8)).toString('latin1') === 'DMIO:ID:') return `partition {${guid(bytes.subarray(8))}}`;
  return utf16(bytes);
}

/** Volumes and shares that the user's Explorer knew. */
export const mountPoints: ArtifactReader = {
  id: 'mount-points',
  title: 'volumes and shares known to the user (MountPoints2)',
  keys: ['Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\MountPoints2\\*'],
  *read(at) {
    const { name } = at.key;
    if (name.toUpperCase() === 'CPC') return;
    // A share has # for each separator.
    const shown = name.startsWith('##') ? name.replaceAll('#', '\\') : name;
    yield {
      value: null,
      claim: registryEvent(at, 'MountPoints2', {
        time: at.key.lastWriteTime,
        strength: 'PRESENT',
        action: name.startsWith('##') ? 'share-access' : 'other',
        operation: name.startsWith('##') ? 'share connected by the user' : 'volume met by the user’s Explorer',
        object: { kind: 'other', name: shortened(shown) },
        doesNotShow: 'The time is that of the last change to the key, mostly the last connection; it does not show what was opened there.',
      }),
    };
  },
};
