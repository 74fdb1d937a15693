import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startApplication } from '#test/support/application.ts';
import { writeMailPrograms } from '#test/support/mail-programs.ts';
import { everyAction, writeStoreWithRules } from '#test/support/store-with-rules.ts';

test('rules, settings and files can be listed, filtered, and read whole with their place in the evidence', async () => {
  const work = mkdtempSync(join(tmpdir(), 'mail-triage-records-'));
  const evidence = join(work, 'evidence');
  mkdirSync(evidence);
  writeStoreWithRules(join(evidence, 'rules.pst'));

  const application = await startApplication([], join(work, 'user'));
  await application.answerOpenDialog([join(work, 'case')]);
  await application.firstWindow.getByLabel('Title').fill('Rules of a mailbox');
  await application.firstWindow.getByRole('button', { name: /make the case/ }).click();
  const window = await application.caseWindow();
  const goTo = (screen: string) => window.getByRole('navigation', { name: 'Screens' }).getByText(screen, { exact: true }).click();

  await goTo('Records');
  await expect(window.getByText('There is no evidence in the case yet')).toBeVisible();
  await window.getByRole('button', { name: 'Go to Evidence' }).click();
  await application.answerOpenDialog([evidence]);
  await window.getByRole('button', { name: /add a folder/i }).click();
  await expect(window.getByTestId('reading-state')).toHaveText(/Read to its end/);

  await goTo('Records');
  const kind = (name: string) => window.locator(`[data-testid="record-kind"][data-kind="${name}"]`);
  await expect(kind('rule')).toHaveAttribute('aria-selected', 'true');
  const rules = Number((await kind('rule').locator('.count').innerText()).replaceAll(',', ''));
  expect(rules).toBeGreaterThan(everyAction.length);
  await expect(window.getByTestId('record-count')).toHaveText(`${String(rules)} records`);

  await window.keyboard.press('/');
  await window.keyboard.type('redirect ben@outside.example');
  await window.keyboard.press('Enter');
  const rows = window.getByTestId('record-row');
  await expect(rows.first()).toContainText('redirect');
  const matching = await window.getByTestId('record-count').innerText();
  expect(Number.parseInt(matching, 10)).toBeLessThan(rules);
  await window.keyboard.press('Escape');
  await window.keyboard.press('Home');
  await expect(window.getByTestId('record-count')).toHaveText(matching);
  const detail = window.getByTestId('record-detail');
  await expect(detail).toContainText('ben@outside.example');
  await expect(detail).toContainText('file:rules.pst|item:0x');
  for (const [width, height, scheme] of [
    [1280, 800, 'light'],
    [1920, 1080, 'dark'],
  ] as const) {
    await application.resize(width, height);
    await window.emulateMedia({ colorScheme: scheme });
    await window.screenshot({ path: test.info().outputPath(`records-${String(width)}-${scheme}.png`) });
  }

  await window.keyboard.press('y');
  await expect(detail.getByRole('status')).toContainText('clipboard');

  // Keys lead through the kinds, and Back returns to where the record was.
  await kind('file').click();
  await expect(rows).toHaveCount(1);
  await rows.first().click();
  await expect(detail).toContainText('rules.pst');
  await goTo('Overview');
  await window.keyboard.press('Control+[');
  await expect(detail).toContainText('rules.pst');
  expect(application.pageErrors).toEqual([]);
  await application.close();
  rmSync(work, { recursive: true, force: true });
});

test('what mail programs leave is listed by kind, a finding leads to its rule, and messages are saved from archives', async () => {
  const work = mkdtempSync(join(tmpdir(), 'mail-triage-programs-'));
  const evidence = join(work, 'evidence');
  mkdirSync(evidence);
  const truth = writeMailPrograms(evidence);

  const application = await startApplication([], join(work, 'user'));
  await application.answerOpenDialog([join(work, 'case')]);
  await application.firstWindow.getByLabel('Title').fill('Mail programs');
  await application.firstWindow.getByRole('button', { name: /make the case/ }).click();
  const window = await application.caseWindow();
  const goTo = (screen: string) => window.getByRole('navigation', { name: 'Screens' }).getByText(screen, { exact: true }).click();
  await goTo('Evidence');
  await application.answerOpenDialog([evidence]);
  await window.getByRole('button', { name: /add a folder/i }).click();
  await expect(window.getByTestId('reading-state')).toHaveText(/Read to its end/);

  await goTo('Records');
  const rows = window.getByTestId('record-row');
  const detail = window.getByTestId('record-detail');
  for (const [kind, row, stated] of [
    ['account', 'Anna at work', 'Anna Example <anna@example.org>'],
    ['event', 'message last viewed', 'Only the last viewing is kept'],
    ['index-entry', 'Fwd: Letter 2', 'Apple Mail'],
    ['correspondent', 'Ben Example', 'ben@example.net'],
    ['file', 'archives/backup.zip/mail/offer.eml', 'Open what it belongs to'],
  ] as const) {
    await window.locator(`[data-testid="record-kind"][data-kind="${kind}"]`).click();
    await rows.filter({ hasText: row }).first().click();
    await expect(detail).toContainText(stated);
  }

  await goTo('Findings');
  await window.getByTestId('finding-group').filter({ hasText: 'A rule passes mail on' }).click();
  await expect(window.getByTestId('finding-row')).toHaveCount(3);
  const finding = window.getByTestId('finding-detail');
  for (let row = 0; row < 3; row += 1) {
    await window.getByTestId('finding-row').nth(row).click();
    await expect(finding.getByTestId('citation').filter({ hasText: truth.filter.target }).first()).toBeVisible();
    if ((await window.getByTestId('finding-statement').innerText()).includes(truth.filter.name)) break;
  }
  await finding.getByTestId('citation').first().click();
  await expect(detail.getByRole('heading', { name: truth.filter.name })).toBeVisible();

  await goTo('Messages');
  const open = (subject: string) => window.getByTestId('message-row').filter({ hasText: subject }).first().click();
  await open('With labels');
  await expect(window.getByLabel('Message header')).toContainText(truth.labels.join(', '));
  const search = window.getByLabel('Subject, address or label');
  for (const [query, count] of [
    ['label:clients/n', '1 of '],
    ['label:nothing', '0 of '],
    ['to CHECK', '1 of '],
  ] as const) {
    await search.fill(query);
    await expect(window.getByTestId('message-count')).toContainText(count);
  }
  await expect(window.getByTestId('message-row').first()).toContainText('With labels');
  await search.fill('');
  await open(truth.lostSubject);
  await expect(window.getByTestId('save-message')).toBeDisabled();
  await window.getByRole('tab', { name: 'Bytes' }).click();
  await expect(window.getByTestId('hex')).toContainText('[2(^80=lost');
  await open('Fwd: Letter 2');
  await expect(window.getByTestId('message-view')).toContainText('Only the index of the mail program knows this message');
  await open(truth.packed.subject);
  await expect(window.getByTestId('derived-bytes')).toHaveText(/^Unpacked bytes of the message/);
  await expect(window.getByTestId('hex')).toContainText(
    truth.packed.bytes
      .subarray(0, 16)
      .toString('latin1')
      .replace(/[\r\n]/g, '.'),
  );
  const saved = join(work, 'offer.eml');
  await application.answerSaveDialog(saved);
  await window.getByTestId('save-message').click();
  await expect(window.getByTestId('message-saved')).toContainText('unpacked from the archive');
  expect(readFileSync(saved).equals(truth.packed.bytes)).toBe(true);

  expect(application.pageErrors).toEqual([]);
  await application.close();
  rmSync(work, { recursive: true, force: true });
});
