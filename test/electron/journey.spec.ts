import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startApplication } from '#test/support/application.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';

/** The examiner's way from a new case to a report, and back to the case at another place. */
test('a case goes from evidence to report, moves, and holds everything at its new place', async () => {
  const work = mkdtempSync(join(tmpdir(), 'mail-triage-journey-'));
  const evidence = join(work, 'evidence');
  cpSync(exampleStorePath('enron'), join(evidence, 'enron.pst'), { preserveTimestamps: true });
  const mbox = join(evidence, 'forwarded.mbox');
  const truth = writeGeneratedMbox(mbox, { messages: 400, seed: 7, forwardedEvery: 40 });
  const before = stateOf(evidence);

  const caseFolder = join(work, 'case');
  const userFolder = join(work, 'user');
  const application = await startApplication([], userFolder);
  await application.answerOpenDialog([caseFolder]);
  const start = application.firstWindow;
  await start.getByLabel('Title').fill('Ellery against Marsh');
  await start.getByLabel('Examiner').fill('R. Okafor');
  await start.getByRole('button', { name: /make the case/ }).click();
  const window = await application.caseWindow();
  await expect(window.getByTestId('case-title')).toContainText('Ellery against Marsh');

  await test.step('evidence is added, hashed and read', async () => {
    await goTo(window, 'Evidence');
    await application.answerOpenDialog([join(evidence, 'enron.pst'), mbox]);
    await window.getByRole('button', { name: /add files/i }).click();
    await expect(window.getByTestId('evidence-row')).toHaveCount(2);
    await expect(window.getByTestId('reading-state').filter({ hasText: 'Read to its end' })).toHaveCount(2, { timeout: 120_000 });
  });

  await test.step('the list holds every message of both', async () => {
    await goTo(window, 'Messages');
    await expect(window.getByTestId('message-count')).toContainText(String(71 + truth.messages));
  });

  await test.step('an exhibit is verified, and its diagnostics are its own', async () => {
    await goTo(window, 'Evidence');
    await window.getByTestId('evidence-row').first().click();
    await expect(window.getByTestId('account-row').first()).toContainText('enron.pst');
    await window.getByRole('tab', { name: /custody/ }).click();
    await window.getByRole('button', { name: /Verify/ }).click();
    await expect(window.getByTestId('verification')).toContainText('is the one of its acquisition');
  });

  await test.step('the overview counts messages and findings over time, as a picture and as a table', async () => {
    await goTo(window, 'Overview');
    await window.getByText('As a table').click();
    const rows = await window.getByTestId('timeline-row').locator('td:nth-of-type(2)').allInnerTexts();
    expect(rows.reduce((sum, count) => sum + Number(count), 0)).toBeGreaterThanOrEqual(truth.forwardedMessageIds.length);
    await expect(window.getByTestId('timeline').locator('rect').first()).toBeAttached();
  });

  await test.step('a finding opens at its header', async () => {
    await openForwardedFinding(window);
    await window.getByTestId('citation').first().click();
    const cited = window.getByTestId('header-line').filter({ hasText: 'X-Forwarded-To' });
    await expect(cited.first()).toBeVisible();
    await expect(cited.first()).toHaveAttribute('data-cited', 'true');
  });

  await test.step('report and lists are exported', async () => {
    await goTo(window, 'Report');
    await window.getByRole('button', { name: 'Report as PDF' }).click();
    await expect(window.getByTestId('exported-file').filter({ hasText: '.pdf' })).toHaveCount(1, { timeout: 60_000 });
    const exported = readdirSync(join(caseFolder, 'exports'));
    const pdf = exported.find((name) => name.endsWith('.pdf'));
    const html = exported.find((name) => name.endsWith('.html'));
    expect(
      readFileSync(join(caseFolder, 'exports', pdf ?? ''))
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const report = readFileSync(join(caseFolder, 'exports', html ?? ''), 'utf8');
    expect(report).toContain(sha256(mbox));
    expect(report).toContain('X-Forwarded-To');
    expect(report).toContain('the same hash was found on');
    expect(report).not.toMatch(/<script/i);
  });

  expect(application.pageErrors).toEqual([]);
  await application.close();

  await test.step('the case is moved and opened again', async () => {
    const moved = join(work, 'elsewhere', 'moved case');
    cpSync(caseFolder, moved, { recursive: true });
    rmSync(caseFolder, { recursive: true });
    // The evidence is out of reach too: what the case shows, it holds itself.
    renameSync(evidence, `${evidence}-away`);
    const again = await startApplication([`--case=${moved}`], userFolder);
    const reopened = await again.caseWindow();
    await expect(reopened.getByTestId('case-examiner')).toContainText('R. Okafor');
    await goTo(reopened, 'Evidence');
    await reopened.getByTestId('evidence-row').first().click();
    await reopened.getByRole('tab', { name: /custody/ }).click();
    await expect(reopened.getByTestId('verification')).toContainText('is the one of its acquisition');
    await goTo(reopened, 'Messages');
    await expect(reopened.getByTestId('message-count')).toContainText(String(71 + truth.messages));
    await openForwardedFinding(reopened);
    await expect(reopened.getByTestId('finding-statement')).toContainText('X-Forwarded-To');
    expect(again.pageErrors).toEqual([]);
    await again.close();
    renameSync(`${evidence}-away`, evidence);
  });

  expect(stateOf(evidence)).toEqual(before);
  expect(existsSync(join(evidence, 'enron.pst-journal'))).toBe(false);
  rmSync(work, { recursive: true, force: true });
});

async function goTo(window: Page, screen: string): Promise<void> {
  await window.getByRole('navigation', { name: 'Screens' }).getByText(screen, { exact: true }).click();
}

async function openForwardedFinding(window: Page): Promise<void> {
  await goTo(window, 'Findings');
  await window.locator('[data-rule="forwarding.header.x-forwarded-to"]').click();
  await window.getByTestId('finding-row').first().click();
  await expect(window.getByTestId('finding-detail')).toBeVisible();
}

/** Bytes, size and modification time of every file below a folder. */
function stateOf(
  folder: string,
): readonly { readonly name: string; readonly sha256: string; readonly size: number; readonly mtimeMs: number }[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = statSync(path);
      return { name, sha256: sha256(path), size, mtimeMs };
    });
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
