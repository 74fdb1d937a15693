import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** Keeps pictures of a window in both sizes and schemes, in the folder that SCREEN_PICTURES names, for whoever asks for them. */
export async function takePicture(window: Page, name: string): Promise<void> {
  const folder = process.env['SCREEN_PICTURES'];
  if (folder === undefined) return;
  const before = await window.evaluate(() => document.documentElement.dataset['scheme']);
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await window.setViewportSize({ width, height });
    for (const scheme of ['light', 'dark']) {
      await window.evaluate((wanted) => (document.documentElement.dataset['scheme'] = wanted), scheme);
      await window.waitForTimeout(150);
      await window.screenshot({ path: join(folder, `${name}-${String(width)}-${scheme}.png`) });
    }
  }
  await window.evaluate((scheme) => (document.documentElement.dataset['scheme'] = scheme), before);
}
