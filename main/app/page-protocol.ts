import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol, type Session } from 'electron';
import { pagePath } from './page-address.ts';

/** Announces the scheme. Must be called before the application is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
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
