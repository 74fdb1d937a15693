import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { listPackage } from '@electron/asar';
import { startApplication } from '#test/support/application.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { packedLaunchOptions } from '#test/support/electron-runtime.ts';

const { executablePath, args } = packedLaunchOptions();
const resources = join(dirname(executablePath), 'resources');

test('the packed application opens its sample case and reads every message of it', async () => {
  const application = await startApplication([], folderFor('user'), packedLaunchOptions);
  expect(await application.electron.evaluate(({ app }) => [app.isPackaged, app.getAppPath().endsWith('app.asar')])).toEqual([true, true]);
  await application.firstWindow.getByRole('button', { name: 'Open the sample case' }).click();
  const window = await application.caseWindow();
  await goTo(window, 'Evidence');
  await expect(window.getByTestId('reading-state').filter({ hasText: 'Read to its end' })).toHaveCount(4);
  await goTo(window, 'Messages');
  // The mailbox holds 12 messages and an attached one, enron.pst 71, the two stores beside it 183 and 162, and an old page
  // of the first of these leads to an earlier state of a message.
  await expect(window.getByTestId('message-count')).toContainText('430');
  expect(application.pageErrors).toEqual([]);
  await application.close();
});

test('the command line in the packed application scans a store', async () => {
  const results = folderFor('results');
  const { status, stdout } = spawnSync(executablePath, [...args, 'scan', exampleStorePath('enron'), '--out', results], {
    encoding: 'utf8',
  });
  expect(stdout).toContain('report.html');
  expect(status).toBe(0);
  expect(readFileSync(join(results, 'messages.ndjson'), 'utf8').trimEnd().split('\n')).toHaveLength(71);
});

test('the packed application holds its licences and a libpff that can be replaced, and no sources', () => {
  const licences = join(resources, 'licences');
  expect(readdirSync(licences).sort()).toEqual(['LICENSE.txt', 'libpff', 'third-party-licences.txt']);
  expect(readFileSync(join(licences, 'third-party-licences.txt'), 'utf8')).toContain('dexie');
  expect(readdirSync(join(licences, 'libpff'))).toEqual(expect.arrayContaining(['LICENSE', 'build', 'patches', 'shim']));
  expect(existsSync(join(licences, 'libpff', 'dist', 'provenance.json'))).toBe(true);
  expect(existsSync(join(resources, 'app.asar.unpacked', 'out', 'main', 'libpff.wasm'))).toBe(true);
  const packed = listPackage(join(resources, 'app.asar'), { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  expect(packed).toContain('/out/main/app.js');
  expect(packed.filter((file) => !/^\/(out|package[.]json$)/.test(file) || /[.](ts|svelte|map)$|node_modules/.test(file))).toEqual([]);
});

async function goTo(window: Page, screen: string): Promise<void> {
  await window.getByRole('navigation', { name: 'Screens' }).getByText(screen, { exact: true }).click();
}

/** A folder among the test's results. */
function folderFor(name: string): string {
  return test.info().outputPath(name);
}
