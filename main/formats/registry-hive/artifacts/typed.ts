import { fieldsOf } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { bytesNamed, eachValue, lastWriteLeavesOpen, registryEvent, shortened, subkeyAt, type ArtifactReader } from '../artifact.ts';
import { textOfValue } from '../values.ts';
import { orderLeavesOpen, useOrder } from './most-recent.ts';

const explorer = 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer';
const newest = 'LastWrite of the key, whose newest entry is the first one';

/** Commands entered into the Run dialog. */
export const runDialog: ArtifactReader = {
  id: 'run-dialog',
  title: 'commands of the Run dialog (RunMRU)',
  keys: [`${explorer}\\RunMRU`],
  *read(at) {
    const order = useOrder(at.key);
    yield* eachValue(at.key, (value, bytes) => {
      if (!/^[a-z]$/.test(value.name)) return null;
      // Each command ends in `\1`.
      const command = textOfValue(bytes).replace(/\\1$/, '');
      if (command === '') return 'it names no command';
      return registryEvent(at, 'RunMRU', {
        time: order.timeOf(value.name),
        strength: 'RUN',
        action: 'process-start',
        operation: 'command entered into the Run dialog',
        process: { name: '', commandLine: shortened(command) },
        object: { kind: 'other', name: shortened(command) },
        doesNotShow: `It does not show whether the command succeeded. ${orderLeavesOpen}`,
      });
    });
  },
};

/** Paths entered into the address line of the file manager. */
export const typedPaths: ArtifactReader = {
  id: 'typed-paths',
  title: 'paths typed into Explorer (TypedPaths)',
  keys: [`${explorer}\\TypedPaths`],
  *read(at) {
    yield* eachValue(at.key, (value, bytes) => {
      if (!/^url\d{1,4}$/i.test(value.name)) return null;
      const isNewest = value.name.toLowerCase() === 'url1' && value.allocation === 'allocated' && at.key.allocation === 'allocated';
      return registryEvent(at, 'TypedPaths', {
        time: isNewest && at.key.lastWriteTime !== null ? { ...at.key.lastWriteTime, statedBy: newest } : null,
        strength: 'OPENED',
        action: 'folder-open',
        operation: 'path typed into Explorer',
        object: { kind: 'folder', name: shortened(textOfValue(bytes)) },
        doesNotShow: `It does not show whether the folder was there. ${orderLeavesOpen}`,
      });
    });
  },
};

/** Addresses typed into Internet Explorer; from version 10 on their times lie in a key beside theirs. */
export const typedAddresses: ArtifactReader = {
  id: 'typed-addresses',
  title: 'addresses typed into Internet Explorer (TypedURLs)',
  keys: ['Software\\Microsoft\\Internet Explorer\\TypedURLs'],
  *read(at) {
    const times = at.above === null ? null : subkeyAt(at.above, 'TypedURLsTime');
    yield* eachValue(at.key, (value, bytes) => {
      if (!/^url\d{1,4}$/i.test(value.name)) return null;
      const stored = times === null || value.allocation === 'deleted' ? null : bytesNamed(times, value.name);
      const time = stored?.length === 8 ? fileTime(fieldsOf(stored).u64(0), 'TypedURLsTime, value of the same name') : null;
      return registryEvent(at, 'TypedURLs', {
        time,
        strength: 'OPENED',
        action: 'page-visit',
        operation: 'address typed into Internet Explorer',
        process: { name: 'iexplore.exe', commandLine: '' },
        object: { kind: 'address', name: shortened(textOfValue(bytes)) },
        doesNotShow: `It does not show that the page was loaded; the first addresses of a new profile are set by Windows. ${lastWriteLeavesOpen}`,
      });
    });
  },
};
