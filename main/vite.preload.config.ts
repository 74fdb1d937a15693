import { defineConfig } from 'vite';

const repositoryRoot = new URL('..', import.meta.url).pathname;

/** Builds the preload script: a sandboxed preload is CommonJS, in one file, and may require only `electron`. */
export default defineConfig({
  root: repositoryRoot,
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'out/main',
    emptyOutDir: false,
    minify: false,
    rolldownOptions: {
      input: { preload: 'main/app/preload.ts' },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
});
