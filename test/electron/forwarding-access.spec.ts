import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { handmadeCase } from '#test/support/handmade-case.ts';
import { readHandmade } from '#test/support/handmade-batches.ts';
import { ask, askHost, closeApplications, makeCase, openApplication, storeWorker } from '#test/support/open-application.ts';
import { takePicture } from '#test/support/take-picture.ts';

let work = '';

test.beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'mail-triage-forwarding-'));
});

test.afterEach(async () => {
  await closeApplications();
  rmSync(work, { recursive: true, force: true });
});

test('forwarding and access of a case are drawn, narrowed, and told with their limits; the case is analysed again when its parameters change', async () => {
  const truth = handmadeCase(3000);
  const log = join(work, 'audit.csv');
  writeFileSync(log, truth.log);
  const opened = await openApplication(join(work, 'user'));
  const window = await makeCase(opened, join(work, 'case'));
  const errors: string[] = [];
  window.on('pageerror', (error) => errors.push(error.message));
  window.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const goTo = (screen: string) => window.getByRole('navigation', { name: 'Screens' }).getByText(screen, { exact: true }).click();

  await test.step('empty screens say what to do', async () => {
    await goTo('Forwarding');
    await expect(window.getByText('There is no evidence in the case yet')).toBeVisible();
    await goTo('Access');
    await expect(window.getByText('There is no evidence in the case yet')).toBeVisible();
    await takePicture(window, 'access-empty');
  });

  await opened.answerDialogs({ 'evidence files': [log] });
  const [item] = await askHost(window, 'evidence.choose', { kind: 'files' });
  if (item === undefined) throw new Error('no evidence item');
  await readHandmade(window, truth.batches);
  await ask(window, 'startIngest', item.evidenceId);
  const line = window.getByTestId('analysis-line');

  await test.step('the case is analysed by itself when the reading is done', async () => {
    await goTo('Forwarding');
    await expect(line).toHaveAttribute('data-state', 'current');
    await expect(line).toContainText('across records, made');
  });

  await test.step('mechanisms lead to destinations, observations and messages', async () => {
    const count = window.getByTestId('observation-count');
    const all = truth.automatic + truth.byHand + 1;
    await expect(count).toContainText(`${String(all)} observations`);
    await expect(window.getByTestId('mechanism')).toHaveCount(4);
    await takePicture(window, 'forwarding');
    await window.getByTestId('mechanism').filter({ hasText: 'Setting of the mailbox' }).click();
    await expect(count).toContainText(`${String(truth.automatic)} observations of ${String(all)}`);
    await window.getByTestId('destination').filter({ hasText: 'archive@freemail.example' }).click();
    await expect(count).not.toContainText(`${String(truth.automatic)} observations`);
    await window.getByTestId('observation-row').first().click();
    await expect(window.getByTestId('observation-detail')).toContainText('The server writes this header');
    await takePicture(window, 'forwarding-observation');
    await window.getByTestId('observation-row').first().click();
    await window.keyboard.press('Enter');
    await expect(window.getByTestId('message-view')).toContainText('Offer');
    await window.keyboard.press('Control+[');
    await expect(window.getByTestId('observation-detail')).toBeVisible();
    await window.keyboard.press('x');
    await expect(count).toContainText(`${String(all)} observations`);
  });

  await test.step('a range of days is chosen by keys and by the mouse', async () => {
    const figure = window.getByTestId('forwarding-days').getByRole('group', { name: /^Days/ });
    await figure.focus();
    await window.keyboard.press('Home');
    await expect(window.getByTestId('day-cursor')).toContainText('2026-02-01: 0 automatic, 1 visible');
    await window.keyboard.press('Shift+ArrowRight');
    await window.keyboard.press('Enter');
    await expect(window.getByLabel('From day', { exact: true })).toHaveValue('2026-02-01');
    await expect(window.getByLabel('to day', { exact: true })).not.toHaveValue('');
    await takePicture(window, 'forwarding-range');
    await figure.focus();
    await window.keyboard.press('Escape');
    await expect(window.getByLabel('From day', { exact: true })).toHaveValue('');
    const box = await figure.boundingBox();
    if (box === null) throw new Error('no chart');
    await window.mouse.move(box.x + box.width * 0.5, box.y + 20);
    await window.mouse.down();
    await window.mouse.move(box.x + box.width * 0.8, box.y + 30, { steps: 5 });
    await window.mouse.up();
    await expect(window.getByLabel('From day', { exact: true })).not.toHaveValue('');
    await window.getByRole('button', { name: 'Clear' }).click();
    await window.getByTestId('forwarding-days').getByText('As a table').click();
    await expect(window.getByTestId('forwarding-day').first()).toContainText('2026-02-01');
    await window.getByTestId('forwarding-days').getByText('As a table').click();
  });

  await test.step('flows and rules of all programs stand on tabs of their own', async () => {
    await window.getByRole('tab', { name: 'Flow' }).click();
    await expect(window.getByTestId('flow-row')).toHaveCount(3);
    await takePicture(window, 'forwarding-flow');
    await window.getByTestId('flow-row').getByRole('button', { name: 'ben@example.org' }).click();
    await expect(window.getByTestId('observation-count')).toContainText(`${String(truth.byHand)} observations`);
    await window.getByTestId('mechanism').first().focus();
    await window.getByRole('tab', { name: 'Rules' }).click();
    await expect(window.getByTestId('rule-row')).toHaveCount(1);
    await window.getByLabel('Only those that pass mail on').uncheck();
    await expect(window.getByTestId('rule-row')).toHaveCount(2);
    await window.getByTestId('rule-row').filter({ hasText: 'redirect' }).click();
    await expect(window.getByTestId('record-detail')).toContainText('eve@outside.example');
    await expect(window.getByTestId('record-detail')).toContainText('Stored forms');
    await takePicture(window, 'forwarding-rules');
  });

  const accessCount = window.getByTestId('access-count');
  await test.step('access events and messages stand on one timeline with its gaps', async () => {
    await goTo('Access');
    await expect(accessCount).toContainText(`${(truth.events + truth.messages).toLocaleString('en-US')} shown · 3,000 events in the case`);
    await takePicture(window, 'access');
    await window.getByTestId('access-lanes').getByText('As a table').click();
    const gapLane = window.getByTestId('access-lane').filter({ hasText: truth.gapSource });
    await expect(gapLane).toContainText('2026-02-2');
    await expect(gapLane).toContainText('2026-03-03');
    await window.getByTestId('access-lanes').getByText('As a table').click();
    await window.getByTestId('access-facet').filter({ hasText: 'ATTEMPTED' }).click();
    await expect(accessCount).not.toContainText('3,240 shown');
    await window.getByLabel('Words in an event').fill('192.0.2.17');
    await window.keyboard.press('Enter');
    await expect(window.getByTestId('access-row').first()).toContainText('192.0.2.17');
    await window.getByTestId('access-row').first().click();
    const detail = window.getByTestId('access-detail');
    await expect(detail.getByTestId('does-not-show')).toContainText('It does not show what was read');
    await window.getByTestId('access-row').first().click();
    await window.keyboard.press('r');
    await expect(detail.getByTestId('raw-record')).toContainText('192.0.2.17');
    await takePicture(window, 'access-event');
    await window.keyboard.press('x');
    await expect(accessCount).toContainText('3,240 shown');
  });

  await test.step('the timeline zooms by keys and by the mouse', async () => {
    await window.keyboard.press('+');
    await expect(accessCount).not.toContainText('3,240 shown');
    await window.keyboard.press('.');
    await window.keyboard.press('0');
    await expect(accessCount).toContainText('3,240 shown');
    const box = await window.getByTestId('access-lanes').locator('canvas').boundingBox();
    if (box === null) throw new Error('no picture');
    await window.mouse.move(box.x + box.width * 0.4, box.y + 20);
    await window.mouse.down();
    await window.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 5 });
    await window.mouse.up();
    await expect(accessCount).not.toContainText('3,240 shown');
    await window.getByRole('combobox', { name: /^Lanes/ }).selectOption('actor');
    await takePicture(window, 'access-zoomed');
    await window.keyboard.press('Escape');
    await window.getByRole('button', { name: 'All', exact: true }).click();
  });

  await test.step('a clock skew is stated, shown beside the times, and kept in case and audit log', async () => {
    await window.getByRole('button', { name: /Clock skew/ }).click();
    await window.getByLabel('Minutes').fill('3');
    await window.getByLabel('Seconds').fill('20');
    await window.getByLabel('Known from').fill('compared with a time server');
    await window.getByRole('form', { name: 'Clock skew' }).getByRole('button', { name: 'Keep' }).click();
    await expect(window.getByTestId('clock-skew')).toContainText('ahead by 3 min 20 s');
    await takePicture(window, 'clock-skew');
    await goTo('Access');
    await window.getByTestId('access-row').first().click();
    await expect(window.getByRole('columnheader', { name: /Corrected/ })).toBeVisible();
    await window.getByLabel('Messages', { exact: true }).uncheck();
    await window.getByTestId('access-row').first().click();
    await expect(window.getByTestId('corrected-time')).toContainText('the clock of EX-001 was ahead by 3 min 20 s');
    await takePicture(window, 'access-skewed');
    const kept = JSON.parse(readFileSync(join(work, 'case', 'case.json'), 'utf8')) as { clockSkews: unknown };
    expect(kept.clockSkews).toEqual([{ evidenceId: 'EX-001', seconds: 200, because: 'compared with a time server' }]);
    expect(readFileSync(join(work, 'case', 'audit.ndjson'), 'utf8')).toContain('clock-skew-stated');
  });

  await test.step('parameters and own domains are kept, and the analysis is offered and run again', async () => {
    await window.keyboard.press('Control+Shift+P');
    const dialog = window.getByRole('dialog', { name: /Parameters/ });
    await expect(dialog.getByTestId('rule-parameters').first()).toBeVisible();
    await takePicture(window, 'parameters');
    await dialog.getByLabel('Domains, separated by commas').fill('example.org');
    await dialog.getByRole('button', { name: 'Keep', exact: true }).click();
    await goTo('Findings');
    await expect(line).toHaveAttribute('data-state', 'outdated');
    await expect(line).toContainText('The own domains were changed since.');
    await takePicture(window, 'outdated');
    await line.getByRole('button', { name: 'Analyse again' }).click();
    await expect(line).toHaveAttribute('data-state', 'current');

    await window.keyboard.press('Control+Shift+P');
    const rule = dialog
      .getByTestId('rule-parameters')
      .filter({ has: window.getByRole('textbox') })
      .first();
    const field = rule.getByRole('textbox').first();
    const byDefault = await field.inputValue();
    await field.fill('');
    await rule
      .getByRole('button', { name: /back to the default/ })
      .first()
      .click();
    await expect(field).toHaveValue(byDefault);
    await field.fill('7');
    await dialog.getByRole('button', { name: 'Keep and analyse again' }).click();
    await expect(dialog).toBeHidden();
    await expect(line).toHaveAttribute('data-state', 'current');
    const kept = JSON.parse(readFileSync(join(work, 'case', 'case.json'), 'utf8')) as { parameters: object; ownDomains: unknown };
    expect(kept.ownDomains).toEqual(['example.org']);
    expect(Object.values(kept.parameters)).toEqual([{ least: 7 }]);
    expect(readFileSync(join(work, 'case', 'audit.ndjson'), 'utf8')).toContain('parameters-changed');
  });

  await test.step('a finding across records tells its extent and leads to its messages', async () => {
    const groups = window.getByTestId('finding-group').filter({ hasText: 'eve@outside.example' });
    // The rule that is stored is weighed in the same analysis.
    await expect(groups.filter({ hasText: 'A rule passes mail on to someone' })).toBeVisible();
    await groups.filter({ hasText: 'Forwarding by one mechanism to one destination' }).click();
    await window.getByTestId('finding-row').filter({ hasText: 'eve@outside.example' }).first().click();
    await expect(window.getByTestId('finding-extent')).toContainText('messages');
    await window.screenshot({ path: test.info().outputPath('finding-across.png') });
    await window.getByTestId('finding-extent').getByRole('button', { name: 'Show these messages' }).click();
    await expect(window.getByTestId('message-count')).toContainText('of 240 messages');
    await expect(window.getByRole('button', { name: 'Only of one finding' })).toBeVisible();
  });

  await test.step('the report tells of parameters, clock and analysis, and the case is the same when it is opened again', async () => {
    const { html } = await ask(window, 'report', { status: 'draft', scope: '', limits: '', findings: 'all' });
    expect(html).toContain('ahead by 3 min 20 s');
    expect(html).toContain('Findings across the records of the case were made at');
    const summary = await ask(window, 'forwarding', everything);
    expect(errors).toEqual([]);
    await opened.app.close();
    const again = await openApplication(join(work, 'user'), [`--case=${join(work, 'case')}`]);
    await storeWorker(again.first);
    expect(await ask(again.first, 'forwarding', everything)).toEqual(summary);
    expect((await ask(again.first, 'accessFacets')).total).toBe(truth.events);
    expect((await ask(again.first, 'analysisState')).state).toBe('current');
    await again.app.close();
  });
});

const everything = { mechanism: null, destination: null, mailbox: null, lane: null, from: null, to: null };
