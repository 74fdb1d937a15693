/** A profile that profiles.ini or installs.ini names. */
export interface NamedProfile {
  /** As it is written: relative to the folder of the file, or absolute on the source system. */
  readonly path: string;
  readonly isRelative: 'yes' | 'no';
  /** The name that the user sees; null where none is stated. */
  readonly name: string | null;
  /** File, section and field that state it: `profiles.ini, [Profile0] Path=Profiles/x`. */
  readonly citation: string;
}

/**
 * Reads the profiles that a profiles.ini or installs.ini names. The form is that of Mozilla's nsToolkitProfileService:
 * `[ProfileN]` with `Name`, `IsRelative` and `Path`; `[Install…]` of profiles.ini, and every section of installs.ini,
 * with `Default`, which is relative when it does not look absolute.
 * @param text of either file, `fileName` says which
 */
export function namedProfiles(text: string, fileName: string): readonly NamedProfile[] {
  return sectionsOf(text).flatMap(({ title, fields }): NamedProfile[] => {
    const isProfile = /^profile\d+$/i.test(title);
    const isInstall = /^install/i.test(title) || (/^installs\.ini$/i.test(fileName) && /^[0-9a-f]+$/i.test(title));
    const key = isProfile ? 'path' : isInstall ? 'default' : null;
    const path = key === null ? undefined : fields.get(key);
    if (key === null || path === undefined || path === '') return [];
    const stated = isProfile ? fields.get('isrelative') : undefined;
    const isRelative = stated === undefined ? !looksAbsolute(path) : stated !== '0';
    const citation = `${fileName}, [${title}] ${isProfile ? 'Path' : 'Default'}=${path}`;
    return [{ path, isRelative: isRelative ? 'yes' : 'no', name: fields.get('name') ?? null, citation }];
  });
}

/** The names of a path of whatever system, without empty ones and `.`; a drive is its first name. */
export function namesOfPath(path: string): readonly string[] {
  const separators = looksWindows(path) ? /[\\/]/ : /\//;
  return path.split(separators).filter((name) => name !== '' && name !== '.');
}

/** Tells whether a path has a drive or a share of Windows. */
export function looksWindows(path: string): boolean {
  return /^([a-z]:([\\/]|$)|\\\\)/i.test(path);
}

function looksAbsolute(path: string): boolean {
  return path.startsWith('/') || looksWindows(path);
}

interface Section {
  readonly title: string;
  readonly fields: Map<string, string>;
}

// Mozilla's nsINIParser: sections in brackets, `key=value` lines, comments with # or ;.
function sectionsOf(text: string): readonly Section[] {
  const sections: Section[] = [];
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    const title = /^\s*\[(.+)\]\s*$/.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, fields: new Map() });
    const field = /^\s*([^#;=[][^=]*)=(.*)$/.exec(line);
    const [, key, value] = field ?? [];
    if (key !== undefined && value !== undefined) sections.at(-1)?.fields.set(key.trim().toLowerCase(), value.trim());
  }
  return sections;
}
