import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { programDefines } from '../resources/set-up/program-defines.mjs';
import { thirdPartyLicences } from '../resources/set-up/third-party-licences.mjs';

/**
 * Builds the page and its case store worker. The page runs under `default-src 'self'`: nothing may be inlined, neither
 * scripts, nor styles, nor small pictures as data: addresses.
 */
export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  // The page is served from app://, at any depth: addresses of its parts are relative to it.
  base: './',
  define: programDefines(),
  plugins: [svelte(), thirdPartyLicences('renderer')],
  worker: { format: 'es', plugins: () => [thirdPartyLicences('renderer-worker')] },
  build: {
    target: 'chrome130',
    outDir: '../out/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
  },
});
