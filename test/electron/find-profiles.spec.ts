import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startApplication } from '#test/support/application.ts';
import { buildLinuxHomes, buildWindowsHomes } from '#test/support/home-builder.ts';
import { takePicture } from '#test/support/take-picture.ts';

test('mail profiles are found, chosen by keyboard, added with their custodians, and read', async () => {
  const work = mkdtempSync(join(tmpdir(), 'mail-triage-profiles-'));
  const image = join(work, 'collection');
  const windows = buildWindowsHomes(join(image, 'uploads/auto/C%3A'), ['alice', 'bruno', 'carla']);
  const linux = buildLinuxHomes(join(image, 'server'), ['dora']);
  const truth = [...windows, ...linux];
  const readable = truth.filter(({ can }) => can !== 'no');

  const application = await startApplication([], join(work, 'user'));
  await application.answerOpenDialog([join(work, 'case')]);
  await application.firstWindow.getByLabel('Title').fill('Profiles of a collection');
  await application.firstWindow.getByRole('button', { name: /make the case/ }).click();
  const window = await application.caseWindow();
  await expect(window.getByTestId('case-title')).toContainText('Profiles');
  await application.answerOpenDialog([image]);
  await window.getByRole('navigation', { name: 'Screens' }).getByText('Evidence', { exact: true }).click();
  await takePicture(window, 'evidence');
  await window.keyboard.press('Control+Shift+F');
  const dialog = window.getByRole('dialog', { name: 'Find mail profiles' });
  await expect(dialog.getByText('Choose where to look')).toBeVisible();
  await takePicture(window, 'empty');

  await test.step('everything is found, and what cannot be read stands apart', async () => {
    await dialog.getByRole('button', { name: /Look in a folder/ }).click();
    await expect(dialog.getByTestId('search-progress')).toContainText('Searched to the end');
    await expect(dialog.getByTestId('search-progress')).toContainText(`${String(truth.length)} found`);
    await expect(dialog.getByRole('tab', { name: 'Found', exact: false }).first()).toContainText(String(readable.length));
    await dialog.getByRole('tab', { name: /cannot be read/ }).click();
    await expect(dialog.getByTestId('unreadable-row')).toHaveCount(truth.length - readable.length);
    await expect(dialog.getByTestId('unreadable-row').first()).toContainText('no reader');
    await takePicture(window, 'unreadable');
    await dialog.getByRole('tab', { name: 'Found', exact: false }).first().click();
  });

  await test.step('the list is filtered, sorted, and its reasons are shown whole', async () => {
    await dialog.getByLabel('Filter', { exact: true }).fill('thunderbird alice');
    await expect(dialog.getByTestId('profile-row')).toHaveCount(2);
    await dialog.getByRole('button', { name: 'Size' }).click();
    await dialog.getByTestId('profile-row').filter({ hasText: 'q0abcd' }).click();
    await expect(dialog.getByTestId('profile-reasons')).toContainText(
      'profiles.ini, [Profile0] Path=Profiles/q0abcd.default-release names it',
    );
    await takePicture(window, 'filtered');
    await dialog.getByLabel('Filter', { exact: true }).fill('');
    await expect(dialog.getByTestId('profile-row').first()).toBeVisible();
    await takePicture(window, 'found');
  });

  await test.step('two are chosen by keyboard, one under another custodian', async () => {
    await dialog.getByLabel('Filter', { exact: true }).fill('default-release');
    await expect(dialog.getByTestId('profile-row')).toHaveCount(3);
    await dialog.getByRole('button', { name: 'Custodian' }).click();
    await dialog.getByLabel('Filter', { exact: true }).press('ArrowDown');
    await window.keyboard.press('Home');
    await window.keyboard.press('Space');
    await window.keyboard.press('ArrowDown');
    await window.keyboard.press('Space');
    await expect(dialog.getByText('2 finds chosen')).toBeVisible();
    await dialog.getByRole('textbox', { name: /^Custodian of .*bruno/ }).fill('Bruno, jk');
    await dialog.getByTestId('add-profiles').click();
  });

  await test.step('each is an exhibit with its custodian, and is read', async () => {
    await expect(dialog).toBeHidden();
    const rows = window.getByTestId('evidence-row');
    await expect(rows).toHaveCount(2);
    await expect(rows.nth(0)).toContainText('alice');
    await expect(rows.nth(1)).toContainText('Bruno, jk');
    await expect(window.getByTestId('reading-state').filter({ hasText: 'Read to its end' })).toHaveCount(2, { timeout: 120_000 });
    await window.getByRole('navigation', { name: 'Screens' }).getByText('Messages', { exact: true }).click();
    await expect(window.getByTestId('message-count')).toContainText('8 messages');
  });

  await test.step('the report lists what was found and is not read, and why', async () => {
    await window.getByRole('navigation', { name: 'Screens' }).getByText('Report', { exact: true }).click();
    await window.getByRole('button', { name: 'Report as HTML' }).click();
    await expect(window.getByTestId('exported-file')).toHaveCount(1);
    const report = readFileSync(join(work, 'case', 'exports', 'report.html'), 'utf8');
    const own = report.slice(report.indexOf('<h3 id="completeness-searches">'), report.indexOf('<h2 id="findings">'));
    const left = readable.length - 2;
    expect(own).toContain(
      `${String(truth.length)} finds: 2 in the case, ${String(left)} not in the case, ${String(truth.length - readable.length)} cannot be read`,
    );
    expect(own).toContain(`<dd>${image}</dd>`);
    for (const { relativePath, can } of windows) {
      const row = own.slice(own.indexOf(`uploads/auto/C%3A/${relativePath}</td>`)).split('</tr>')[0] ?? '';
      const isAdded = /(alice|bruno)\/.*default-release$/.test(relativePath);
      expect([relativePath, own.includes(`${relativePath}</td>`)]).toEqual([relativePath, !isAdded]);
      if (!isAdded) expect(row).toContain(can === 'no' ? 'This program has no reader for' : 'It was not added.');
    }
    expect(report).toContain(`Of the search of ${image}: `);
    await takePicture(window, 'report');
    for (const screen of ['Overview', 'Evidence', 'Findings']) {
      await window.getByRole('navigation', { name: 'Screens' }).getByText(screen, { exact: true }).click();
      await takePicture(window, `added-${screen.toLowerCase()}`);
    }
  });

  await test.step('a search is taken out of the report and kept again', async () => {
    await window.keyboard.press('Control+Shift+F');
    await dialog.getByRole('tab', { name: /In the report/ }).click();
    await expect(dialog.getByTestId('kept-search')).toHaveCount(1);
    await expect(dialog.getByTestId('kept-search')).toContainText(image);
    await takePicture(window, 'kept');
    await dialog.getByRole('button', { name: /^Take the search of .* out/ }).click();
    await expect(dialog.getByText('The case keeps no search.')).toBeVisible();
    await takePicture(window, 'kept-none');
    await dialog.getByRole('button', { name: 'Keep for the report' }).click();
    await expect(dialog.getByTestId('kept-search')).toHaveCount(1);
    await expect(dialog.getByRole('button', { name: 'Keep for the report' })).toBeHidden();
    await dialog.getByRole('tab', { name: 'Found', exact: false }).first().click();
    await dialog.getByRole('button', { name: 'Close' }).first().click();
  });

  await test.step('adding one again says that it is there, and the audit log tells of the search', async () => {
    await window.keyboard.press('Control+Shift+F');
    await dialog.getByRole('checkbox', { name: /^Add .*alice.*default-release/ }).check();
    await dialog.getByTestId('add-profiles').click();
    await expect(dialog.getByTestId('not-added')).toContainText('It is EX-001 already.');
    await takePicture(window, 'not-added');
    await dialog.getByRole('button', { name: 'Close' }).first().click();
    const log = readFileSync(join(work, 'case', 'audit.ndjson'), 'utf8');
    expect(log).toContain('profile-search-ended');
    expect(log).toContain('profile-search-taken-out');
    expect(log).toContain('custodian \\"Bruno, jk\\"');
  });
  expect(application.pageErrors).toEqual([]);
  await application.close();
  rmSync(work, { recursive: true, force: true });
});
