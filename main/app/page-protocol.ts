import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';

/** The one origin of every window. IndexedDB is kept by origin: another one would see another, empty case. */
export const pageOrigin = 'app://mail-triage';

/** The address of the page of a window. */
export function pageAddress(window: 'start' | 'case'): string {
  return `${pageOrigin}/index.html?window=${window}`;
}

/** Announces the scheme. Must be called before the application is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/**
 * Serves the built page on a session, and nothing else.
 * @param pageDirectory the folder `out/renderer`.
 */
export function servePage(session: Session, pageDirectory: string): void {
  if (session.protocol.isProtocolHandled('app')) return;
  session.protocol.handle('app', async (request) => {
    const path = request.method === 'GET' ? pagePath(pageDirectory, request.url) : null;
    const type = path === null ? undefined : contentTypes[extname(path)];
    if (path === null || type === undefined) return new Response('Not found', { status: 404 });
    try {
      return new Response(await readFile(path), { headers: { ...securityHeaders, 'content-type': type } });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  });
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

// The message frame (`srcdoc`) inherits this policy and adds its own. Styles may be inline, because mail styles itself so;
// nothing that a style names can be loaded, since every source but the page's own and data: is refused.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
].join('; ');

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};
