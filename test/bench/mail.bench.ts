import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEmlx } from '#test/support/apple-mail/emlx-builder.ts';
import { backgroundMail } from '#test/support/background-mail.ts';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';
import { commandLine } from './command-line.ts';
import { runMeasured } from './measured-process.ts';
import { measureReading } from './reading-command.ts';
import { mebibytes, type BenchOptions, type BenchTable } from './table.ts';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

type Kind = 'mbox' | 'emlx' | 'maildir';

/**
 * The command line over a generated mbox, a store of Apple Mail and a Maildir, beside Python's mailbox and email, two
 * libraries of JavaScript, and a plain read of the same bytes.
 */
export async function measureMail({ bytes, messages }: BenchOptions): Promise<readonly BenchTable[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-triage-bench-'));
  try {
    const mbox = join(folder, 'generated.mbox');
    const truth = writeGeneratedMbox(mbox, { bytes, seed: 20261123, forwardedEvery: 50 });
    const tables = [await measureStore(folder, 'mbox', mbox, truth)];
    rmSync(mbox);
    const count = Math.min(messages, 50_000);
    const written = writeFolders(folder, count);
    for (const kind of ['emlx', 'maildir'] as const)
      tables.push(await measureStore(folder, kind, join(folder, kind), { messages: count, bytes: written }));
    return tables;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureStore(
  folder: string,
  kind: Kind,
  path: string,
  truth: { readonly messages: number; readonly bytes: number },
): Promise<BenchTable> {
  const peers: readonly (readonly [name: string, program: string, ...given: string[]])[] = [
    ['python3 mailbox + email', 'python3', script('./mail-peer.py'), kind, path],
    ['mailparser', process.execPath, script('./mail-peer.ts'), 'mailparser', kind, path],
    ['postal-mime', process.execPath, script('./mail-peer.ts'), 'postal-mime', kind, path],
    ['plain read', process.execPath, script('./mail-peer.ts'), 'plain', kind, path],
  ];
  const results: { name: string; seconds: number; cpuSeconds: number; peakBytes: number; messages: number }[] = [];
  for (const [name, program, ...given] of peers) {
    const measured = await runMeasured(program, given);
    results.push({ ...measured, name, messages: Number(measured.output) });
  }
  for (const processes of [1, 2]) {
    const measured = await measureReading(processes, [path]);
    results.push({ ...measured, name: `reading, ${String(processes)} processes`, messages: measured.records['message'] ?? 0 });
  }
  for (const workers of [1, 2]) {
    const out = join(folder, `out-${kind}-${String(workers)}`);
    const measured = await runMeasured(process.execPath, [commandLine, 'scan', path, '--out', out, '--workers', String(workers)]);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { counts: { records: { message: number } } };
    results.push({ ...measured, name: `scan, ${String(workers)} workers`, messages: summary.counts.records.message });
    rmSync(out, { recursive: true, force: true });
  }
  const secondsOf = (name: string): number => results.find((result) => result.name === name)?.seconds ?? Number.NaN;
  const ratio = (seconds: number, peer: string): string => `${(secondsOf(peer) / seconds).toFixed(1)} ×`;
  return {
    title: `${kind} of ${mebibytes(truth.bytes)}, ${String(truth.messages)} messages`,
    columns: ['', 'seconds', 'CPU', 'MiB/s', 'messages', 'messages/s', 'speed of python', 'of mailparser', 'of postal-mime', 'peak memory'],
    rows: results.map(({ name, seconds, cpuSeconds, peakBytes, messages }) => [
      name,
      seconds.toFixed(1),
      cpuSeconds.toFixed(1),
      (truth.bytes / 2 ** 20 / seconds).toFixed(1),
      String(messages),
      (messages / seconds).toFixed(0),
      ...['python3 mailbox + email', 'mailparser', 'postal-mime'].map((peer) => ratio(seconds, peer)),
      mebibytes(peakBytes),
    ]),
    note:
      'Reading: all records with every field, body and hash, which is what the peers do. Scan: the whole command line, which hashes the evidence first, ' +
      'then reads it, looks for artifacts and writes every record and a report.',
  };
}

function writeFolders(folder: string, count: number): number {
  const mail = backgroundMail({ seed: 20261126, averageBytes: 4000 });
  let bytes = 0;
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(folder, 'maildir', name), { recursive: true });
  for (let number = 1; number <= count; number++) {
    const message = Buffer.from(mail.next().value.text);
    bytes += message.length;
    const thousands = number < 1000 ? [] : Array.from(String(Math.floor(number / 1000))).reverse();
    const properties = {
      'date-last-viewed': 1_700_001_000n,
      'date-received': 1_700_000_000n,
      flags: 8_590_195_713n,
      'remote-id': String(number),
    };
    const place = join(folder, 'emlx', 'INBOX.mbox', 'Data', ...thousands, 'Messages');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${String(number)}.emlx`), buildEmlx({ message, properties }).bytes);
    writeFileSync(join(folder, 'maildir', 'cur', `1700000000.M${String(number)}P1.host:2,S`), message);
  }
  return bytes;
}
