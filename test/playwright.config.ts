import { defineConfig } from '@playwright/test';

/** Tests that drive the built application in a real Electron window. */
export default defineConfig({
  testDir: './electron',
  testMatch: '**/*.{spec,test}.ts',
  outputDir: '../test-results/electron',
  // One window at a time: the machine's cores belong to the application under test.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 30_000 },
});
