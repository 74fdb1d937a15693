import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startApplication } from '#test/support/application.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';

test('all properties of an item are read from the evidence on demand, and its message is saved as a file', async () => {
  const work = mkdtempSync(join(tmpdir(), 'mail-triage-properties-'));
  const evidence = join(work, 'enron.pst');
  cpSync(exampleStorePath('enron'), evidence, { preserveTimestamps: true });
  const application = await startApplication([], join(work, 'user'));
  try {
    await application.answerOpenDialog([join(work, 'case')]);
    await application.firstWindow.getByLabel('Title').fill('Properties');
    await application.firstWindow.getByRole('button', { name: /make the case/ }).click();
    const window = await application.caseWindow();
    await goTo(window, 'Evidence');
    await application.answerOpenDialog([evidence]);
    await window.getByRole('button', { name: /add files/i }).click();
    await expect(window.getByTestId('reading-state').filter({ hasText: 'Read to its end' })).toHaveCount(1, { timeout: 120_000 });
    await goTo(window, 'Messages');
    await window.getByTestId('message-row').nth(2).click();
    await window.getByRole('tab', { name: /Properties/ }).click();
    const read = window.getByTestId('read-properties');
    const lines = window.getByTestId('property-line');
    const kept = window.getByRole('table', { name: 'Properties' }).getByRole('row');
    const keptCount = await kept.count();

    await test.step('by the keyboard: recipients and raw bytes are there, and where they come from', async () => {
      await window.getByLabel('Filter properties').focus();
      await window.keyboard.press('Tab');
      await expect(read).toBeFocused();
      await window.keyboard.press('Enter');
      await expect(window.getByTestId('properties-origin')).toContainText('read from the evidence by libpff', { timeout: 60_000 });
      expect(await lines.count()).toBeGreaterThan(keptCount);
      await expect(window.getByTestId('all-properties').getByText(/^Recipient 1/)).toBeVisible();
    });

    await test.step('the filter finds a property by its name, its tag and its bytes', async () => {
      const filter = window.getByLabel('Filter properties');
      for (const text of ['PidTagMessageClass', '0x001A', Buffer.from('IPM.Note', 'utf16le').toString('hex')]) {
        await filter.fill(text);
        await expect(lines.first()).toContainText('IPM.Note');
      }
      await expect(lines.first().getByRole('button', { name: /Copy 0x001A/ })).toBeVisible();
      await filter.fill('no property says this');
      await expect(window.getByText('No property holds this text.')).toBeVisible();
      await filter.fill('');
    });

    await test.step('the properties that the case keeps come back', async () => {
      await window.getByRole('button', { name: 'Show those kept in the case' }).click();
      await expect(kept).toHaveCount(keptCount);
    });

    await test.step('the message is saved as a file that says it is rebuilt', async () => {
      const saved = join(work, 'saved.eml');
      await application.answerSaveDialog(saved);
      await window.getByTestId('save-message').click();
      await expect(window.getByTestId('message-saved')).toContainText('rebuilt from the store', { timeout: 60_000 });
      expect(readFileSync(saved, 'latin1')).toMatch(/^X-Mail-Triage-Rebuilt: /);
    });

    await test.step('without the evidence it is told why nothing can be read', async () => {
      renameSync(evidence, join(work, 'away.pst'));
      await read.click();
      await expect(window.getByRole('alert')).toContainText('is not at', { timeout: 60_000 });
      await expect(kept).toHaveCount(keptCount);
      expect(existsSync(evidence)).toBe(false);
    });
    expect(application.pageErrors).toEqual([]);
  } finally {
    await application.close();
    rmSync(work, { recursive: true, force: true });
  }
});

async function goTo(window: Page, screen: string): Promise<void> {
  await window.getByRole('navigation', { name: 'Screens' }).getByText(screen, { exact: true }).click();
}
