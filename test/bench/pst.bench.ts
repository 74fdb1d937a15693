import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { generatedStore, writeStore } from '#test/support/pst-builder/index.ts';
import { commandLine } from './command-line.ts';
import { runMeasured, type Measured } from './measured-process.ts';
import { measureReading } from './reading-command.ts';
import { mebibytes, type BenchOptions, type BenchTable } from './table.ts';

/**
 * Ours and its peers over a built store, and over the example stores with the corpus where it is. Tools that are not
 * installed are said so and left out.
 */
export async function measurePst({ messages }: BenchOptions): Promise<readonly BenchTable[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-triage-bench-'));
  try {
    const built = builtStore(messages);
    const real = [...(['enron', 'outlook', 'outlookPdf'] as const).map(exampleStorePath), ...corpusStores()];
    return [
      await measureStores(folder, `built store of ${messages} messages, ${mebibytes(statSync(built).size)}`, [built]),
      await measureStores(folder, `${real.length} example and corpus stores`, real),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** About 10,500 bytes a message: 100,000 make 1 GiB. Kept in the temporary folder, as building takes minutes. */
function builtStore(messages: number): string {
  const kept = join(tmpdir(), 'mail-triage-bench-stores');
  const path = join(kept, `${messages}-messages.pst`);
  if (existsSync(path)) return path;
  mkdirSync(kept, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeStore(unfinished, generatedStore({ messages, averageBytes: 10_500, deleted: Math.floor(messages / 1000), seed: 1 }));
  renameSync(unfinished, path);
  return path;
}

function corpusStores(): readonly string[] {
  const stores = inventory('pst/').flatMap(({ path }) => corpusPath(path) ?? []);
  if (stores.length === 0) console.info(skipReason);
  return stores;
}

/** One program doing one work. */
interface Contender {
  readonly name: string;
  /** The program and what it is given for some stores; null when it is not installed. */
  readonly command: ((stores: readonly string[], out: string) => readonly string[]) | null;
  /** Whether it takes all stores at once and prints how many messages it read. */
  readonly takes: 'all stores' | 'one store';
}

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The command line as it ships, with all that it does. */
const scan = (workers: number): Contender => ({
  name: `ours: command line, ${workers} workers`,
  takes: 'all stores',
  command: (stores, out) => [process.execPath, commandLine, 'scan', ...stores, '--out', out, '--workers', String(workers)],
});

function contenders(): readonly Contender[] {
  const node =
    (file: string, ...given: readonly string[]): Contender['command'] =>
    (stores) => [process.execPath, script(file), ...given, ...stores];
  return [
    { name: 'pst-extractor', takes: 'all stores', command: node('pst-peer.ts', 'pst-extractor') },
    { name: '@hiraokahypertools/pst-extractor', takes: 'all stores', command: node('pst-peer.ts', 'hiraokahypertools') },
    tool('readpst', 'readpst', (store, out) => ['readpst', '-r', '-q', '-j', '0', '-o', out, store]),
    tool('readpst, 2 processes', 'readpst', (store, out) => ['readpst', '-r', '-q', '-j', '2', '-o', out, store]),
    tool('readpst with hashes', 'readpst', hashedReadpst('0')),
    tool('readpst with hashes, 2 processes', 'readpst', hashedReadpst('2')),
    tool('pffexport', 'pffexport', (store, out) => ['pffexport', '-q', '-m', 'items', '-t', join(out, basename(store)), store]),
    { name: 'ours: listing', takes: 'all stores', command: node('pst-listing.ts') },
  ];
}

function tool(name: string, program: string, command: (store: string, out: string) => readonly string[]): Contender {
  const isThere = (process.env['PATH'] ?? '').split(delimiter).some((path) => existsSync(join(path, program)));
  return { name, takes: 'one store', command: isThere ? ([store = ''], out) => command(store, out) : null };
}

/**
 * readpst with what it lacks of a full record: the attachments as files of their own (`-S` names them `number-name`), and
 * the hash of each.
 */
function hashedReadpst(processes: string) {
  const script = 'readpst -S -q -j "$1" -o "$2" "$3" && find "$2" -type f -name "*-*" -exec sha256sum {} + > "$2.sums"';
  return (store: string, out: string): readonly string[] => ['sh', '-c', script, 'sh', processes, out, store];
}

interface Result {
  readonly name: string;
  readonly measured: Measured | null;
  /** What it printed, or null. */
  readonly messages: number | null;
}

async function measureStores(folder: string, title: string, stores: readonly string[]): Promise<BenchTable> {
  const results: Result[] = [];
  for (const contender of contenders()) results.push(await measure(folder, contender, stores));
  for (const processes of [1, 2]) {
    const measured = await measureReading(processes, stores);
    results.push({ name: `ours: full records, ${processes} processes`, measured, messages: measured.records['message'] ?? 0 });
  }
  for (const workers of [1, 2]) results.push(await measure(folder, scan(workers), stores));
  const ours = results.find(({ name }) => name.startsWith('ours: full records'))?.messages ?? 0;
  const secondsOf = (wanted: string): number => results.find(({ name }) => name === wanted)?.measured?.seconds ?? Number.NaN;
  const ratio = (seconds: number, peer: string): string =>
    Number.isNaN(secondsOf(peer)) ? '' : `${(secondsOf(peer) / seconds).toFixed(2)} ×`;
  return {
    title: `${title}; messages with those attached: ${ours}`,
    columns: [
      '',
      'seconds',
      'CPU seconds',
      'messages',
      'messages/s',
      'speed of pst-extractor',
      'of readpst',
      'of readpst with hashes',
      'peak memory',
    ],
    rows: results.map(({ name, measured, messages }) => {
      if (measured === null) return [name, 'not installed'];
      const { seconds, cpuSeconds, peakBytes } = measured;
      const rate = ((messages ?? ours) / seconds).toFixed(0);
      const read = messages === null ? '' : String(messages);
      const ratios = [ratio(seconds, 'pst-extractor'), ratio(seconds, 'readpst'), ratio(seconds, 'readpst with hashes')];
      return [name, seconds.toFixed(1), cpuSeconds.toFixed(1), read, rate, ...ratios, mebibytes(peakBytes)];
    }),
    note:
      'Full records and the libraries: headers, bodies, recipients, attachments hashed. readpst and pffexport write files and are rated by the ' +
      'messages that ours found; the command line hashes the evidence, looks for artifacts and writes every record. Memory of one process.',
  };
}

async function measure(folder: string, { name, command, takes }: Contender, stores: readonly string[]): Promise<Result> {
  if (command === null) return { name, measured: null, messages: null };
  const runs = takes === 'all stores' ? [stores] : stores.map((store) => [store]);
  let total: Measured = { seconds: 0, cpuSeconds: 0, peakBytes: 0, output: '' };
  let messages: number | null = null;
  for (const run of runs) {
    const out = mkdtempSync(join(folder, 'out-'));
    const [program = '', ...given] = command(run, out);
    // Some stores of the corpus are none that every tool can read; what it took to find out counts.
    const measured = await runMeasured(program, given, 'any code');
    total = {
      seconds: total.seconds + measured.seconds,
      cpuSeconds: total.cpuSeconds + measured.cpuSeconds,
      peakBytes: Math.max(total.peakBytes, measured.peakBytes),
      output: measured.output,
    };
    if (takes === 'all stores') messages = readCount(out) ?? Number(measured.output.trim().split('\n').at(-1));
    rmSync(out, { recursive: true, force: true });
  }
  return { name, measured: total, messages };
}

/** The messages in the summary of the command line; null where there is none. */
function readCount(out: string): number | null {
  const path = join(out, 'summary.json');
  if (!existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, 'utf8')) as { counts: { records: { message: number } } }).counts.records.message;
}
