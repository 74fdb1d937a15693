import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * Tells whether a path is a folder or file itself, or lies below it, links resolved as far as the path exists. To be
 * asked before anything is written: nothing may be written into evidence.
 */
export function liesWithin(path: string, folder: string): boolean {
  const way = relative(realPath(folder), realPath(path));
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * The absolute path with links resolved, as far as it exists.
 * @param known what was asked before, for whoever asks for many paths of a medium that may be gone
 */
export function realPath(path: string, known = new Map<string, string>()): string {
  const whole = resolve(path);
  const before = known.get(whole);
  if (before !== undefined) return before;
  const real = resolved(whole, known);
  known.set(whole, real);
  return real;
}

function resolved(whole: string, known: Map<string, string>): string {
  try {
    return realpathSync(whole);
  } catch {
    const above = dirname(whole);
    return above === whole ? whole : join(realPath(above, known), basename(whole));
  }
}
