import type { Location } from './location.ts';
import { locations } from './locations.ts';
import { foldedName, type PlaceName } from './place-name.ts';

/** Rows of which all names but the last fit a folder, to be asked for each entry of it. */
export interface RowsBelow {
  /** The clients that may keep something here of all folders, each once. */
  readonly clients: readonly string[];
  /** The first row that fits an entry; null when none does. */
  find(name: PlaceName, form: 'file' | 'folder'): Location | null;
}

interface CompiledRow {
  readonly location: Location;
  /** One test a name, from the first to the last. */
  readonly tests: readonly NameTest[];
}

type NameTest = (name: PlaceName) => boolean;

const compiled: readonly CompiledRow[] = locations.map((location) => ({
  location,
  tests: location.path.split('/').map((pattern) => nameTest(pattern, location.system === 'linux' ? 'exact' : 'folded')),
}));

/**
 * Finds the rows that may fit the entries of a folder.
 * @param names the names of the folder's absolute path
 * @param homeDepth how many of them lead to the nearest home; null when the folder lies in none
 */
export function rowsBelow(names: readonly PlaceName[], homeDepth: number | null): RowsBelow {
  const rows = compiled.filter(({ location, tests }) => {
    const parents = tests.length - 1;
    const start = names.length - parents;
    if (start < 0 || (location.from === 'home' && start !== homeDepth)) return false;
    for (let at = parents - 1; at >= 0; at--) {
      const name = names[start + at];
      if (name === undefined || tests[at]?.(name) !== true) return false;
    }
    return true;
  });
  return {
    clients: [
      ...new Set(rows.filter(({ location, tests }) => tests.length > 1 || location.from === 'home').map(({ location }) => location.client)),
    ],
    find(name, form) {
      for (const { location, tests } of rows) {
        if ((location.form === 'file') === (form === 'file') && tests.at(-1)?.(name) === true) return location;
      }
      return null;
    },
  };
}

/** How many names the path of a row has. */
export function lengthOf(location: Location): number {
  return location.path.split('/').length;
}

function nameTest(pattern: string, letters: 'exact' | 'folded'): NameTest {
  const wanted = letters === 'exact' ? pattern.normalize('NFC') : foldedName(pattern);
  const textOf = (name: PlaceName): string => (letters === 'exact' ? name.decoded : name.folded);
  if (!/[*#]/.test(wanted)) return (name) => textOf(name) === wanted;
  const source = wanted
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/#/g, '\\d+');
  const expression = new RegExp(`^${source}$`, 's');
  return (name) => expression.test(textOf(name));
}
