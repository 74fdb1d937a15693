import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Unit, differential and property tests: everything that needs no window. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  plugins: [svelte({ configFile: 'renderer/svelte.config.js' })],
  test: {
    include: ['test/{unit,differential,property}/**/*.test.ts'],
    environment: 'node',
    // Stores are parsed whole in some tests; a slow machine must not fail them.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
    allowOnly: false,
  },
});
