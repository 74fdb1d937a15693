import { eachValue, registrySetting, shortened, type ArtifactReader } from '../artifact.ts';
import { valueInWords } from '../values.ts';

/** What the examiner must know of the machine to read its times: its name, its time zone, whether it keeps access times. */
const wanted = new Map([
  ['computername', 'name of the machine'],
  ['timezoneinformation', 'time zone of the machine'],
  ['filesystem', 'whether file systems keep the time of the last access'],
]);

export const machineSettings: ArtifactReader = {
  id: 'machine-settings',
  title: 'settings of the machine that times depend on',
  keys: ['*\\Control\\ComputerName\\ComputerName', '*\\Control\\TimeZoneInformation', '*\\Control\\FileSystem'],
  *read(at) {
    const section = at.key.name.toLowerCase();
    yield* eachValue(at.key, (value, bytes) => {
      if (section === 'computername' && value.name.toLowerCase() !== 'computername') return null;
      if (section === 'filesystem' && value.name.toLowerCase() !== 'ntfsdisablelastaccessupdate') return null;
      const words = valueInWords(value.type, bytes);
      return registrySetting(at, 'other', wanted.get(section) ?? at.key.name, [
        { name: value.name, value: typeof words === 'string' ? shortened(words) : words },
        { name: 'key', value: at.path.join('\\') },
      ]);
    });
  },
};
