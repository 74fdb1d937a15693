import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startApplication } from '#test/support/application.ts';

const html = `<html><head>
<link rel="stylesheet" href="https://cdn.hostile.example/mail.css">
<meta http-equiv="refresh" content="0;url=https://hostile.example/refresh">
<base href="https://hostile.example/">
<style>@import url("https://cdn.hostile.example/more.css"); .red { color: #c00; background: url(https://tracker.hostile.example/bg.gif) }</style>
</head><body onload="parent.document.title='owned'">
<script>parent.document.title = 'owned'</script>
<p class="red" style="list-style: url('https://tracker.hostile.example/style.gif')">The words of the message</p>
<img src="https://tracker.hostile.example/pixel.gif" srcset="https://tracker.hostile.example/2x.gif 2x" onerror="parent.document.title='owned'">
<img src="cid:logo@hostile.example">
<img alt="own" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
<a href="https://hostile.example/login?user=1" target="_top">Log in</a>
<a href="javascript:parent.document.title='owned'">Or here</a>
<form action="https://hostile.example/steal"><input name="password"><button>Send</button></form>
<iframe src="https://hostile.example/frame"></iframe>
<svg><script>parent.document.title = 'owned'</script><image href="https://tracker.hostile.example/svg.png"/></svg>
<video src="https://tracker.hostile.example/film.mp4" autoplay></video>
</body></html>`;

const message = `From hostile@example.org Mon May 14 16:39:00 2001
From: Hostile <hostile@example.org>
To: reader@example.org
Subject: A hostile body
Date: Mon, 14 May 2001 16:39:00 +0000
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

${html}

`;

/** What a hostile body would have fetched, and must be named as not loaded. */
const wouldLoad = [
  'https://cdn.hostile.example/mail.css',
  'https://cdn.hostile.example/more.css',
  'https://tracker.hostile.example/bg.gif',
  'https://tracker.hostile.example/style.gif',
  'https://tracker.hostile.example/pixel.gif',
  'https://tracker.hostile.example/2x.gif',
  'cid:logo@hostile.example',
  'https://hostile.example/frame',
];

test('the body of a hostile message is shown without loading, running or leading anywhere', async () => {
  const work = mkdtempSync(join(tmpdir(), 'mail-triage-hostile-'));
  const mbox = join(work, 'hostile.mbox');
  writeFileSync(mbox, message);
  const application = await startApplication([], join(work, 'user'));
  try {
    await application.answerOpenDialog([join(work, 'case')]);
    await application.firstWindow.getByLabel('Title').fill('Hostile mail');
    await application.firstWindow.getByRole('button', { name: /make the case/ }).click();
    const window = await application.caseWindow();
    const requests: string[] = [];
    window.on('request', (request) => requests.push(request.url()));
    await openOnlyMessage(window, () => application.answerOpenDialog([mbox]));

    const frame = window.locator('iframe[data-testid="message-body"]');
    await expect(frame).toHaveAttribute('sandbox', '');
    await expect(frame.contentFrame().getByText('The words of the message')).toBeVisible();

    const shown = (await frame.getAttribute('srcdoc')) ?? '';
    expect(shown).toContain("default-src 'none'");
    expect(shown.match(/<(script|form|input|button|iframe|link|base|video|svg|object|embed)\b/gi)).toBeNull();
    expect(shown.match(/\son\w+\s*=|javascript:|http-equiv="refresh"|\shref=|\ssrcset=/gi)).toBeNull();
    expect(shown).toContain('data:image/gif;base64');

    await window.getByTestId('not-loaded').locator('summary').click();
    const left = await window.getByTestId('not-loaded').locator('li').allInnerTexts();
    for (const address of wouldLoad) expect(left.join('\n')).toContain(address);

    await frame.contentFrame().getByText('Log in').click();
    await expect(frame.contentFrame().getByText('The words of the message')).toBeVisible();
    expect(await window.title()).not.toBe('owned');
    expect(requests.filter((address) => address.includes('hostile.example'))).toEqual([]);
  } finally {
    await application.close();
    rmSync(work, { recursive: true, force: true });
  }
});

async function openOnlyMessage(window: Page, answer: () => Promise<void>): Promise<void> {
  await window.getByRole('navigation', { name: 'Screens' }).getByText('Evidence', { exact: true }).click();
  await answer();
  await window.getByRole('button', { name: /add files/i }).click();
  await expect(window.getByTestId('reading-state')).toContainText('Read to its end');
  await window.getByRole('navigation', { name: 'Screens' }).getByText('Messages', { exact: true }).click();
  await window.getByTestId('message-row').first().click();
  await expect(window.getByTestId('message-subject')).toHaveText('A hostile body');
}
