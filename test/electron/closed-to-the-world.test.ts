import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { closeApplications, makeCase, openApplication } from '#test/support/open-application.ts';

let work = '';
let server: Server;
let requests: string[] = [];
let address = '';

test.beforeEach(async () => {
  work = mkdtempSync(join(tmpdir(), 'mail-triage-electron-'));
  mkdirSync(join(work, 'case'));
  requests = [];
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end('reached');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});

test.afterEach(async () => {
  await closeApplications();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(work, { recursive: true, force: true });
});

test('neither page nor main process reaches a server, whatever way is tried', async () => {
  const opened = await openApplication(join(work, 'user-data'));
  const page = await makeCase(opened, join(work, 'case'));
  const outcomes = await page.evaluate(async (to) => {
    const attempt = (name: string, action: () => Promise<unknown>): Promise<string> =>
      action().then(
        () => `${name} went through`,
        () => `${name} refused`,
      );
    const loads = (element: HTMLElement): Promise<unknown> =>
      new Promise((resolve, reject) => {
        element.addEventListener('load', resolve);
        element.addEventListener('error', () => reject(new Error('not loaded')));
        document.body.append(element);
        setTimeout(() => reject(new Error('not loaded')), 2000);
      });
    return [
      await attempt('fetch', () => fetch(`${to}/fetch`)),
      await attempt('fetch without cors', () => fetch(`${to}/no-cors`, { mode: 'no-cors' })),
      await attempt('image', () => loads(Object.assign(new Image(), { src: `${to}/image` }))),
      await attempt('script', () => loads(Object.assign(document.createElement('script'), { src: `${to}/script.js` }))),
      await attempt('style', () => loads(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${to}/style.css` }))),
      await attempt(
        'socket',
        () =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket(`${to.replace('http', 'ws')}/socket`);
            socket.onopen = resolve;
            socket.onerror = () => reject(new Error('refused'));
          }),
      ),
      await attempt(
        'worker',
        () => new Promise((_, reject) => (new Worker(`${to}/worker.js`).onerror = () => reject(new Error('refused')))),
      ),
    ];
  }, address);
  expect(outcomes.filter((outcome) => !outcome.endsWith('refused'))).toEqual([]);
  await page.evaluate((to) => navigator.sendBeacon(`${to}/beacon`, 'x'), address).catch(() => undefined);
  // Beside the page's own policy the session itself refuses.
  const bySession = await opened.app.evaluate(async ({ BrowserWindow }, to) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    try {
      await contents?.session.fetch(`${to}/session`);
      return 'went through';
    } catch {
      return 'refused';
    }
  }, address);
  expect(bySession).toBe('refused');
  expect(requests).toEqual([]);
  await opened.app.close();
});

test('no window leaves its page or opens another', async () => {
  const opened = await openApplication(join(work, 'user-data'));
  const page = await makeCase(opened, join(work, 'case'));
  const place = page.url();
  const windows = opened.app.windows().length;
  for (const to of [`${address}/away`, 'file:///etc/passwd', 'app://elsewhere/', 'data:text/html,x', 'javascript:document.title="x"']) {
    await page.evaluate((target) => {
      const link = Object.assign(document.createElement('a'), { href: target });
      document.body.append(link);
      link.click();
      window.location.href = target;
    }, to);
    expect(await page.evaluate((target) => window.open(target) === null, to)).toBe(true);
  }
  await page.waitForTimeout(500);
  expect(page.url()).toBe(place);
  expect(opened.app.windows()).toHaveLength(windows);
  expect(requests).toEqual([]);
  await opened.app.close();
});

test('the page is sandboxed and learns nothing of the machine', async () => {
  const opened = await openApplication(join(work, 'user-data'));
  const page = await makeCase(opened, join(work, 'case'));
  const preferences = await opened.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => {
      // Not in Electron's types, but what its own tests look at.
      const all = (webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
      return Object.fromEntries(
        ['sandbox', 'contextIsolation', 'nodeIntegration', 'webSecurity', 'webviewTag'].map((name) => [name, all[name]]),
      );
    }),
  );
  expect(preferences.length).toBeGreaterThan(0);
  for (const each of preferences) {
    expect(each).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  }
  const foreign = ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'];
  expect(await page.evaluate((names) => names.filter((name) => name in window), foreign)).toEqual([]);
  expect(await page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state)).toBe('denied');
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  const outside = ['/..%2f..%2fpackage.json', '/%2e%2e/main/app.js', '/assets/..%2f..%2f..%2fpackage.json'];
  expect(await page.evaluate((paths) => Promise.all(paths.map(async (path) => (await fetch(path)).status)), outside)).toEqual([
    404, 404, 404,
  ]);
  const policy = await page.evaluate(async () => (await fetch('/index.html')).headers.get('content-security-policy'));
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(
    await page.evaluate(() => {
      const script = Object.assign(document.createElement('script'), { textContent: 'window.wasRun = true' });
      document.body.append(script);
      return 'wasRun' in window;
    }),
  ).toBe(false);
  await opened.app.close();
});
