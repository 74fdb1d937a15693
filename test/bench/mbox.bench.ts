import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';
import { runMeasured, type Measured } from './measured-process.ts';
import { mebibytes, type BenchOptions, type BenchTable } from './table.ts';

const commandLine = fileURLToPath(new URL('../../main/cli/mail-triage.ts', import.meta.url));
const peer = fileURLToPath(new URL('./mbox-peer.py', import.meta.url));

/** The command line over a generated mbox, beside Python's mailbox and email and beside a plain read with SHA-256. */
export async function measureMbox({ bytes }: BenchOptions): Promise<readonly BenchTable[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-triage-bench-'));
  try {
    const mbox = join(folder, 'generated.mbox');
    const truth = writeGeneratedMbox(mbox, { bytes, seed: 20261123, forwardedEvery: 50 });
    const plain = await runMeasured('sha256sum', [mbox]);
    const python = await runMeasured('python3', [peer, mbox]);
    const ours: { readonly name: string; readonly measured: Measured; readonly messages: number }[] = [];
    for (const workers of [1, 2]) {
      const out = join(folder, `out-${String(workers)}`);
      const measured = await runMeasured(process.execPath, [commandLine, 'scan', mbox, '--out', out, '--workers', String(workers)]);
      const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { counts: { records: { message: number } } };
      ours.push({ name: `scan --workers ${String(workers)}`, measured, messages: summary.counts.records.message });
    }
    const rows = [
      { name: 'python3 mailbox + email', measured: python, messages: Number(python.output) },
      { name: 'sha256sum (plain read)', measured: plain, messages: truth.messages },
      ...ours,
    ];
    return [
      {
        title: `mbox of ${mebibytes(truth.bytes)}, ${String(truth.messages)} messages, command line with all its outputs`,
        columns: ['', 'seconds', 'MiB/s', 'messages', 'messages/s', 'speed of python', 'peak memory'],
        rows: rows.map(({ name, measured, messages }) => [
          name,
          measured.seconds.toFixed(1),
          (truth.bytes / 2 ** 20 / measured.seconds).toFixed(1),
          String(messages),
          (messages / measured.seconds).toFixed(0),
          `${(python.seconds / measured.seconds).toFixed(1)} ×`,
          mebibytes(measured.peakBytes),
        ]),
        note: 'Ours hashes the evidence first, then reads it, looks for artifacts and writes every record to files; the peer only reads.',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
