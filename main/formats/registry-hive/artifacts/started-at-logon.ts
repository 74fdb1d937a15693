import { eachValue, registrySetting, shortened, type ArtifactReader } from '../artifact.ts';
import { typeName, valueInWords } from '../values.ts';

const roots = ['Software\\Microsoft', 'Microsoft', 'Software\\WOW6432Node\\Microsoft', 'WOW6432Node\\Microsoft'];
const lists = ['Run', 'RunOnce', 'RunServices', 'RunServicesOnce', 'Policies\\Explorer\\Run'];

/** Programs that Windows starts when the machine starts or a user logs on. */
export const startedAtLogon: ArtifactReader = {
  id: 'started-at-logon',
  title: 'programs started at logon (Run)',
  keys: roots.flatMap((root) => lists.map((list) => `${root}\\Windows\\CurrentVersion\\${list}`)),
  *read(at) {
    yield* eachValue(at.key, (value, bytes) => {
      const command = valueInWords(value.type, bytes);
      return registrySetting(at, 'other', 'program started at logon', [
        { name: 'name', value: value.name === '' ? '(default)' : shortened(value.name) },
        { name: 'command', value: typeof command === 'string' ? shortened(command) : command },
        { name: 'type', value: typeName(value.type) },
        { name: 'key', value: at.path.join('\\') },
      ]);
    });
  },
};
