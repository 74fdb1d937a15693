import { copyFileSync, mkdirSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import { programDefines } from '../resources/set-up/program-defines.mjs';
import { thirdPartyLicences } from '../resources/set-up/third-party-licences.mjs';

const repositoryRoot = new URL('..', import.meta.url).pathname;

/**
 * Builds what runs under Node: Electron's main process, the host process, the process that reads evidence and the command line.
 * All of it lies flat in out/main, so that `new URL('./ingest-worker.js', import.meta.url)` holds in every chunk.
 * Packages are bundled: the application ships without node_modules. The preload is built by vite.preload.config.ts.
 */
export default defineConfig({
  root: repositoryRoot,
  define: programDefines(),
  plugins: [copyLibpffModule(), sqliteModule(), thirdPartyLicences('main')],
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'out/main',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        app: 'main/app/app.ts',
        host: 'main/app/host-entry.ts',
        'ingest-worker': 'main/pipeline/ingest-worker.ts',
        'scan-worker': 'main/cli/scan-worker.ts',
        'mail-triage': 'main/cli/mail-triage.ts',
      },
      external: ['electron'],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});

/** Puts the libpff module beside the code that loads it, as a file of its own: whoever likes may replace it. */
function copyLibpffModule(): Plugin {
  return {
    name: 'copy-libpff-module',
    writeBundle() {
      mkdirSync('out/main', { recursive: true });
      copyFileSync('resources/libpff-wasm/dist/libpff.wasm', 'out/main/libpff.wasm');
    },
  };
}

/** Puts SQLite's module beside the code: the package looks for it in the folder of its own script. */
function sqliteModule(): Plugin {
  return {
    name: 'sqlite-module',
    transform(code, id) {
      return id.endsWith('node-sqlite3-wasm.js') ? code.replaceAll('__dirname', 'import.meta.dirname') : null;
    },
    writeBundle() {
      mkdirSync('out/main', { recursive: true });
      copyFileSync('node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm', 'out/main/node-sqlite3-wasm.wasm');
    },
  };
}
