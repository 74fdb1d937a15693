/**
 * Measures speed and memory: `npm run bench [-- name…] [-- --mebibytes=N]`. Nothing here asserts; each figure stands
 * beside a peer's that did the same work in the same run, since the machine varies from run to run by a third.
 */
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAnalysis } from './analysis.bench.ts';
import { measureApplication } from './application.bench.ts';
import { measureLogs } from './logs.bench.ts';
import { measureMail } from './mail.bench.ts';
import { measurePst } from './pst.bench.ts';
import { printTable, type BenchOptions, type BenchTable } from './table.ts';

const benches: Readonly<Record<string, (options: BenchOptions) => Promise<readonly BenchTable[]>>> = {
  mail: measureMail,
  analysis: measureAnalysis,
  pst: measurePst,
  logs: measureLogs,
  application: measureApplication,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mebibytes: { type: 'string', default: '1024' }, messages: { type: 'string', default: '100000' } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}

console.log(
  `commit ${commit()}; ${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown processor'}; ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
);
const options: BenchOptions = { bytes: Number(values.mebibytes) * 1024 * 1024, messages: Number(values.messages) };
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  for (const table of (await benches[name]?.(options)) ?? []) printTable(table);
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
