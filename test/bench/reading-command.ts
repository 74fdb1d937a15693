import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';
import { memoryOptions } from '#pipeline/reading-worker.ts';
import { runMeasured, type Measured } from './measured-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}.cache/bench`;

/** What reading took, and how many records it made of each kind. */
export interface MeasuredReading extends Measured {
  readonly records: Readonly<Record<string, number>>;
}

let built: Promise<string> | null = null;

/**
 * Measures what corresponds to the work of a parser: all records of some files, made by several processes at once
 * (`reading.ts`). It is built into one file first, as the readers ship, with its code compiled, as that of an application
 * that has been started before, and is told of memory what the reading processes of the application are.
 */
export async function measureReading(processes: number, paths: readonly string[]): Promise<MeasuredReading> {
  const script = await (built ??= builtScript());
  const each = Array.from(
    { length: processes },
    (_, index) => `"${process.execPath}" ${memoryOptions.join(' ')} "${script}" ${String(index)} ${String(processes)} "$@"`,
  );
  const exchange = mkdtempSync(join(tmpdir(), 'mail-triage-bench-exchange-'));
  const command = `export NODE_COMPILE_CACHE="${folder}/compiled" READING_EXCHANGE="${exchange}"; ${each.join(' & ')}; wait`;
  const measured = await runMeasured('sh', ['-c', command, 'sh', ...paths]);
  rmSync(exchange, { recursive: true });
  const records: Record<string, number> = {};
  for (const line of measured.output.trim().split('\n'))
    for (const [kind, count] of Object.entries(JSON.parse(line) as Record<string, number>)) records[kind] = (records[kind] ?? 0) + count;
  return { ...measured, records };
}

/** Builds the script as `main/vite.config.ts` builds the program, and gives its path. */
async function builtScript(): Promise<string> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [scriptFolder()],
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: fileURLToPath(new URL('./reading.ts', import.meta.url)),
      target: 'node20',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { external: ['electron'], output: { format: 'es', entryFileNames: 'reading.js' } },
    },
  });
  copyFileSync(`${root}resources/libpff-wasm/dist/libpff.wasm`, `${folder}/libpff.wasm`);
  copyFileSync(`${root}node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm`, `${folder}/node-sqlite3-wasm.wasm`);
  const script = `${folder}/reading.js`;
  // Compiled by a first run over nothing.
  await runMeasured('sh', ['-c', `NODE_COMPILE_CACHE="${folder}/compiled" "${process.execPath}" "${script}" 0 1`]);
  return script;
}

/** SQLite looks for its module in the folder of its own script. */
function scriptFolder(): Plugin {
  return {
    name: 'script-folder',
    transform: (code, id) => (id.endsWith('node-sqlite3-wasm.js') ? code.replaceAll('__dirname', 'import.meta.dirname') : null),
  };
}
