import { knownFolder } from '#formats/shell-items/known-folders.ts';
import { fieldsOf } from '#formats/windows-values/fields.ts';
import { fileTime } from '#formats/windows-values/file-time.ts';
import { eachValue, lastWriteLeavesOpen, registryEvent, shortened, type ArtifactReader } from '../artifact.ts';
import { textOfValue, valueTypes } from '../values.ts';

/** Programs started from the desktop; names are written with each letter moved by thirteen places. */
export const userAssist: ArtifactReader = {
  id: 'user-assist',
  title: 'programs started from the desktop (UserAssist)',
  keys: ['Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\UserAssist\\*\\Count'],
  *read(at) {
    yield* eachValue(at.key, (value, bytes) => {
      const name = rotated(value.name);
      // Sums and settings of the list itself.
      if (name === '' || /^UEME_CTL/i.test(name) || (/^UEME_/i.test(name) && !name.includes(':'))) return null;
      const fields = fieldsOf(bytes);
      if (bytes.length !== 72 && bytes.length !== 16) return `it has ${String(bytes.length)} bytes, which no known form has`;
      // The old form counts from five.
      const isOld = bytes.length === 16;
      const stated = fields.u32(4);
      const count = isOld ? Math.max(0, stated - 5) : stated;
      const time = fileTime(fields.u64(isOld ? 8 : 60), 'UserAssist, last start');
      const path = withFolder(name.replace(/^UEME_[A-Z]+:/i, ''));
      return registryEvent(at, 'UserAssist', {
        time,
        strength: count > 0 || time !== null ? 'RUN' : 'PRESENT',
        action: count > 0 || time !== null ? 'process-start' : 'other',
        operation: 'program or shortcut used from the desktop',
        process: { name: shortened(path), commandLine: '' },
        object: { kind: 'file', name: shortened(path) },
        facts: [
          { name: 'starts counted', value: count },
          ...(isOld
            ? [{ name: 'session number', value: fields.u32(0) }]
            : [
                { name: 'times in focus', value: fields.u32(8) },
                { name: 'milliseconds in focus', value: fields.u32(12) },
              ]),
          { name: 'name as stored, decoded', value: shortened(name) },
        ],
        doesNotShow: 'It does not show starts from a command line or by another program, nor earlier times than the last.',
      });
    });
  },
};

function rotated(name: string): string {
  return name.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

/** Puts the name of a known folder where its identifier begins the path. */
function withFolder(path: string): string {
  const identifier = /^\{([0-9a-f-]{36})\}/i.exec(path)?.[1];
  const folder = identifier === undefined ? null : knownFolder(identifier);
  return folder === null ? path : `${folder}${path.slice(38)}`;
}

/** Programs that ran in the background or were throttled: when each was last seen to run, for each user. */
export const activityModerator: ArtifactReader = {
  id: 'activity-moderator',
  title: 'programs seen by the activity moderators (BAM, DAM)',
  keys: ['bam', 'dam'].flatMap((name) => [`*\\Services\\${name}\\UserSettings\\*`, `*\\Services\\${name}\\State\\UserSettings\\*`]),
  *read(at) {
    yield* eachValue(at.key, (value, bytes) => {
      if (value.type !== valueTypes.binary) return null;
      if (bytes.length < 8) return `it has ${String(bytes.length)} of the 8 bytes of a time`;
      return registryEvent(at, 'activity moderator (BAM, DAM)', {
        time: fileTime(fieldsOf(bytes).u64(0), 'BAM, last run'),
        strength: 'RUN',
        action: 'process-start',
        operation: 'program last seen to run',
        actor: '',
        account: at.key.name,
        process: { name: shortened(value.name), commandLine: '' },
        object: { kind: 'file', name: shortened(value.name) },
        doesNotShow: 'It does not show earlier runs; entries older than about a week are removed when the machine starts.',
      });
    });
  },
};

/** Names of programs that the shell looked up when it showed or started them. */
export const shownNames: ArtifactReader = {
  id: 'shown-names',
  title: 'names of programs shown by the shell (MUICache)',
  keys: ['Local Settings\\Software\\Microsoft\\Windows\\Shell\\MuiCache', 'Software\\Microsoft\\Windows\\ShellNoRoam\\MUICache'],
  *read(at) {
    yield* eachValue(at.key, (value, bytes) => {
      const path = value.name.replace(/\.(?:FriendlyAppName|ApplicationCompany)$/i, '');
      // Names of Windows itself begin with @; beside the programs there are settings.
      if (!/^(?:[a-z]:\\|\\\\)/i.test(path) || /\.ApplicationCompany$/i.test(value.name)) return null;
      return registryEvent(at, 'MUICache', {
        strength: 'PRESENT',
        action: 'other',
        operation: 'program whose name the shell looked up',
        process: { name: shortened(path), commandLine: '' },
        object: { kind: 'file', name: shortened(path) },
        facts: [{ name: 'name shown', value: shortened(textOfValue(bytes)) }],
        doesNotShow: `The shell looks the name up when it shows or starts a program; it does not show when, nor that it ran. ${lastWriteLeavesOpen}`,
      });
    });
  },
};
