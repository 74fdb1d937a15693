import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { buildIntrusionCase } from '#test/support/intrusion-case/build-case.ts';
import { addEvidence, closeApplications, ingestEnded, makeCase, openApplication } from '#test/support/open-application.ts';
import { takePicture } from '#test/support/take-picture.ts';

let work = '';

test.beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'mail-triage-access-messages-'));
});

test.afterEach(async () => {
  await closeApplications();
  rmSync(work, { recursive: true, force: true });
});

test('an access event leads to the messages of the case that it names, and a message to the events that name it', async () => {
  mkdirSync(join(work, 'evidence'));
  const made = buildIntrusionCase(join(work, 'evidence'), 'intruded');
  const opened = await openApplication(join(work, 'user'));
  const window = await makeCase(opened, join(work, 'case'));
  await addEvidence(opened, window, [join(work, 'evidence', 'ann.pst'), join(work, 'evidence', 'cloud', 'AuditLog_2025-12-02.csv')]);
  for (const evidenceId of ['EX-001', 'EX-002']) expect(await ingestEnded(window, evidenceId)).toBe('done');
  const goTo = (screen: string) => window.getByRole('navigation', { name: 'Screens' }).getByText(screen, { exact: true }).click();
  const detail = window.getByTestId('access-detail');
  const find = async (text: string): Promise<void> => {
    await window.getByLabel('Words in an event').fill(text);
    await window.keyboard.press('Enter');
  };
  await window.setViewportSize({ width: 1280, height: 800 });

  await test.step('an event that names several messages lists those of the case, and a key leads to them', async () => {
    await goTo('Access');
    await window.getByLabel('Messages', { exact: true }).uncheck();
    await find('MailItemsAccessed invoice.1@contoso.example');
    await expect(window.getByTestId('access-count')).toContainText('1 shown');
    await window.getByTestId('access-row').first().click();
    await expect(detail.getByTestId('named-count')).toContainText('It names 3 messages; the case holds 3 messages with their Message-ID.');
    await expect(detail.getByTestId('named-message')).toHaveCount(made.opened.length);
    await detail.getByTestId('named-message').first().scrollIntoViewIfNeeded();
    await takePicture(window, 'access-named');
    await window.getByTestId('access-row').first().click();
    await window.keyboard.press('m');
    await expect(detail.getByTestId('named-message').first()).toBeFocused();
    await window.keyboard.press('Enter');
    await expect(window.getByTestId('message-subject')).toContainText('invoice of week');
    await takePicture(window, 'message-named');
  });

  await test.step('the message leads to the events that name it, by mouse and by key', async () => {
    const button = window.getByTestId('events-of-message');
    await expect(button).toContainText('Named by 1 access event');
    await button.click();
    await expect(window.getByTestId('access-count')).toContainText('1 shown');
    await expect(window.getByLabel('Words in an event')).toHaveValue(/^<invoice\.\d@contoso\.example>$/);
    await expect(window.getByTestId('access-row').first()).toContainText('MailItemsAccessed');
    await takePicture(window, 'access-of-message');
    await window.keyboard.press('Control+[');
    await expect(window.getByTestId('message-subject')).toContainText('invoice of week');
    await window.keyboard.press('e');
    await expect(window.getByTestId('access-row').first()).toContainText('MailItemsAccessed');
  });

  await test.step('an event whose messages the case does not hold says so, and nothing opens', async () => {
    await window.keyboard.press('x');
    await window.getByLabel('Messages', { exact: true }).uncheck();
    await find('noon.0.ann');
    await expect(window.getByTestId('access-count')).toContainText('1 shown');
    await window.getByTestId('access-row').first().click();
    await expect(detail.getByTestId('named-count')).toContainText('It names 2 messages; none of them lies in the case.');
    await window.keyboard.press('m');
    await expect(detail).toBeVisible();
    await expect(detail.getByTestId('named-message')).toHaveCount(0);
  });
});
