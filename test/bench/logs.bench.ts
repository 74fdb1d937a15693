import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { buildEvtx, chunkBytes, headerBlockBytes, sealFile } from '#test/support/evtx-builder/index.ts';
import { commandLine } from './command-line.ts';
import { runMeasured } from './measured-process.ts';
import { measureReading } from './reading-command.ts';
import { mebibytes, type BenchTable } from './table.ts';

const node = process.execPath;
/** Enough for parts of 8 MiB to be shared, and for a peer to take its time. */
const largeBytes = 32 * 1024 * 1024;

/**
 * Our reader and the command line over event logs of Windows, beside evtxexport (libevtx-utils) and evtx_dump.py (python3-evtx): the logs
 * of the corpus, where it is, and one large log whose chunks are theirs, again and again.
 */
export async function measureLogs(): Promise<readonly BenchTable[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-triage-bench-'));
  try {
    const logs = inventory('evtx/').flatMap(({ path }) => (path.endsWith('.evtx') ? (corpusPath(path) ?? []) : []));
    const large = join(folder, 'large');
    mkdirSync(large);
    writeFileSync(join(large, 'large.evtx'), largeLog(logs));
    const tables = [await measure(folder, 'one large event log', [join(large, 'large.evtx')], ['evtxexport'])];
    if (logs.length === 0) {
      console.info(skipReason);
      return tables;
    }
    const small = join(folder, 'corpus');
    mkdirSync(small);
    // Python needs minutes for the larger ones.
    const chosen = logs
      .filter((log) => statSync(log).size < 100_000)
      .map((log, index) => {
        const copy = join(small, `${String(index)}.evtx`);
        copyFileSync(log, copy);
        return copy;
      });
    return [...tables, await measure(folder, `${String(chosen.length)} event logs of the corpus`, chosen, ['evtxexport', 'evtx_dump.py'])];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Peer = 'evtxexport' | 'evtx_dump.py';

const commandOf: Readonly<Record<Peer, string>> = { evtxexport: 'evtxexport -f xml', 'evtx_dump.py': 'evtx_dump.py' };

async function measure(folder: string, title: string, logs: readonly string[], peers: readonly Peer[]): Promise<BenchTable> {
  const bytes = logs.reduce((sum, log) => sum + statSync(log).size, 0);
  const results: { name: string; seconds: number; cpuSeconds: number; peakBytes: number; records: number }[] = [];
  for (const peer of peers) {
    if (!isInstalled(peer)) {
      console.info(`${peer} is not installed and left out.`);
      continue;
    }
    const count = `for log in "$@"; do ${commandOf[peer]} "$log"; done 2>/dev/null | grep -ac "<EventRecordID"`;
    const measured = await runMeasured('sh', ['-c', count, 'sh', ...logs], 'any code');
    results.push({ ...measured, name: peer, records: Number(measured.output) });
  }
  for (const processes of [1, 2]) {
    const measured = await measureReading(processes, logs);
    results.push({ ...measured, name: `reading, ${String(processes)} processes`, records: measured.records['event'] ?? 0 });
  }
  for (const workers of [1, 2]) {
    const out = join(folder, `out-${String(workers)}`);
    const place = logs.length === 1 ? (logs[0] ?? '') : join(logs[0] ?? '', '..');
    const measured = await runMeasured(node, [commandLine, 'scan', place, '--out', out, '--workers', String(workers)]);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { counts: { records: { event?: number } } };
    results.push({ ...measured, name: `scan, ${String(workers)} workers`, records: summary.counts.records.event ?? 0 });
    rmSync(out, { recursive: true, force: true });
  }
  const perSecond = (name: string): number => {
    const result = results.find((one) => one.name === name);
    return result === undefined ? Number.NaN : result.records / result.seconds;
  };
  return {
    title: `${title}, ${mebibytes(bytes)}`,
    columns: [
      '',
      'seconds',
      'CPU',
      'MiB/s',
      'records',
      'records/s',
      'per CPU second',
      ...peers.map((peer) => `speed of ${peer}`),
      'peak memory',
    ],
    rows: results.map(({ name, seconds, cpuSeconds, peakBytes, records }) => [
      name,
      seconds.toFixed(1),
      cpuSeconds.toFixed(1),
      (bytes / 2 ** 20 / seconds).toFixed(1),
      String(records),
      (records / seconds).toFixed(0),
      (records / cpuSeconds).toFixed(0),
      ...peers.map((peer) => `${(records / seconds / perSecond(peer)).toFixed(1)} ×`),
      mebibytes(peakBytes),
    ]),
    note: 'Reading: our reader alone, with all values and carving. Scan: hashes the evidence, reads it, looks for artifacts and writes every record and a report. The peers write XML, which is only counted; they do not carve.',
  };
}

function isInstalled(peer: Peer): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${peer}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A log whose chunks are those of the given logs, repeated; of a built one where there are none. */
function largeLog(logs: readonly string[]): Buffer {
  const data = { Image: 'C:\\Windows\\explorer.exe', TargetFilename: 'C:\\Users\\anna\\Documents\\mail.pst', User: 'CORP\\anna' };
  const events = Array.from({ length: 100 }, (_, index) => ({
    identifier: index + 1,
    eventId: 11,
    provider: 'Microsoft-Windows-Sysmon',
    data,
  }));
  const sources = logs.length === 0 ? [buildEvtx([events]).bytes] : logs.map((log) => readFileSync(log));
  const chunks = sources.flatMap((source) =>
    Array.from({ length: Math.floor((source.length - headerBlockBytes) / chunkBytes) }, (_, index) =>
      source.subarray(headerBlockBytes + index * chunkBytes, headerBlockBytes + (index + 1) * chunkBytes),
    ).filter((chunk) => chunk.toString('latin1', 0, 8) === 'ElfChnk\0'),
  );
  const repeated = Array.from(
    { length: Math.ceil(largeBytes / chunkBytes) },
    (_, index) => chunks[index % chunks.length] ?? Buffer.alloc(0),
  );
  const header = Buffer.from(buildEvtx([]).bytes);
  header.writeUInt16LE(repeated.length, 42);
  sealFile(header);
  return Buffer.concat([header, ...repeated]);
}
