import { join, normalize, sep } from 'node:path';

/** The one origin of every window. IndexedDB is kept by origin: another one would see another, empty case. */
export const pageOrigin = 'app://mail-triage';

/** The address of the page of a window. */
export function pageAddress(window: 'start' | 'case'): string {
  return `${pageOrigin}/index.html?window=${window}`;
}

/** Tells whether an address leads nowhere but into the program itself. */
export function isOwnAddress(address: string): boolean {
  return /^(app:\/\/mail-triage\/|data:|blob:app:\/\/mail-triage\/|devtools:)/.test(address);
}

/** The file that an address of the page means, or null when it leads out of the folder or to another host. */
export function pagePath(pageDirectory: string, address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (`${url.protocol}//${url.host}` !== pageOrigin) return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const full = normalize(join(pageDirectory, path === '/' ? 'index.html' : path));
  return full.startsWith(normalize(pageDirectory) + sep) ? full : null;
}
