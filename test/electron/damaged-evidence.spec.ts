import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startApplication } from '#test/support/application.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';
import { seededRandom } from '#test/support/random.ts';

test('truncated, empty, random and mislabelled files end in diagnostics and a case that can be used', async () => {
  const work = mkdtempSync(join(tmpdir(), 'mail-triage-damaged-'));
  const evidence = join(work, 'evidence');
  mkdirSync(evidence);
  const store = readFileSync(exampleStorePath('enron'));
  writeFileSync(join(evidence, 'cut.pst'), store.subarray(0, 300_000));
  writeFileSync(join(evidence, 'empty.pst'), '');
  const random = seededRandom(42);
  writeFileSync(
    join(evidence, 'random.ost'),
    Uint8Array.from({ length: 100_000 }, () => random.below(256)),
  );
  writeFileSync(join(evidence, 'letter.pst'), 'Dear examiner,\nthis is no store.\n');
  writeFileSync(join(evidence, 'store.eml'), store);
  const truth = writeGeneratedMbox(join(evidence, 'sound.mbox'), { messages: 50, seed: 3 });

  const application = await startApplication([], join(work, 'user'));
  await application.answerOpenDialog([join(work, 'case')]);
  await application.firstWindow.getByLabel('Title').fill('Damaged evidence');
  await application.firstWindow.getByRole('button', { name: /make the case/ }).click();
  const window = await application.caseWindow();
  await window.getByRole('navigation', { name: 'Screens' }).getByText('Evidence', { exact: true }).click();
  await application.answerOpenDialog([evidence]);
  await window.getByRole('button', { name: /add a folder/i }).click();
  await expect(window.getByTestId('reading-state')).toHaveText(/Read to its end/);

  // The sound mbox and the store that is named as a message are read whole beside the damaged files.
  await expect(window.getByTestId('reading-state')).toContainText(String(truth.messages + 71));
  await window.getByRole('tab', { name: /Diagnostics/ }).click();
  for (const code of ['store-salvaged', 'store-damaged', 'file-empty', 'format-unknown', 'format-mislabelled']) {
    await expect(window.locator(`[data-testid="diagnostic-code"][data-code="${code}"]`)).toBeVisible();
  }
  // With a sound exhibit beside it, each has the diagnostics that are its own.
  await application.answerOpenDialog([exampleStorePath('enron')]);
  await window.getByRole('button', { name: /add files/i }).click();
  await expect(window.getByTestId('reading-state').filter({ hasText: 'Read to its end' })).toHaveCount(2);
  await window.getByTestId('evidence-row').nth(1).click();
  await expect(window.getByText('No diagnostics of EX-002')).toBeVisible();
  await window.getByRole('button', { name: 'Show all exhibits' }).click();
  await expect(window.getByTestId('diagnostic-code').first()).toHaveAttribute('data-code', 'store-damaged');
  await window.getByTestId('evidence-row').nth(1).click();
  await window.keyboard.press('Escape');
  await expect(window.getByText('All exhibits', { exact: true })).toBeVisible();
  await window.getByRole('tab', { name: /Completeness/ }).click();
  await expect(window.getByTestId('completeness')).toContainText('could not be read');

  await window.getByRole('navigation', { name: 'Screens' }).getByText('Messages', { exact: true }).click();
  await window.getByTestId('message-row').first().click();
  await expect(window.getByTestId('message-subject')).not.toBeEmpty();
  expect(application.pageErrors).toEqual([]);
  await application.close();
  rmSync(work, { recursive: true, force: true });
});
