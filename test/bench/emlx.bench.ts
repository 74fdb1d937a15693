import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEmlx } from '#test/support/apple-mail/emlx-builder.ts';
import { backgroundMail } from '#test/support/background-mail.ts';
import { runMeasured } from './measured-process.ts';
import { mebibytes, type BenchOptions, type BenchTable } from './table.ts';

const commandLine = fileURLToPath(new URL('../../main/cli/mail-triage.ts', import.meta.url));

/**
 * The command line over a store of Apple Mail, one file a message, beside the same messages as files of nothing but the
 * message: what the state in the property lists costs.
 */
export async function measureEmlx({ messages }: BenchOptions): Promise<readonly BenchTable[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-triage-bench-'));
  try {
    const count = Math.min(messages, 50_000);
    const bytes = writeStores(folder, count);
    const rows: string[][] = [];
    let plain = 0;
    for (const name of ['eml', 'emlx']) {
      const out = join(folder, `out-${name}`);
      const measured = await runMeasured(process.execPath, [commandLine, 'scan', join(folder, name), '--out', out]);
      const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { counts: { records: Record<string, number> } };
      const read = summary.counts.records['message'] ?? 0;
      if (name === 'eml') plain = measured.seconds;
      rows.push([
        name,
        measured.seconds.toFixed(1),
        String(read),
        (read / measured.seconds).toFixed(0),
        `${(plain / measured.seconds).toFixed(2)} ×`,
        mebibytes(measured.peakBytes),
      ]);
    }
    return [
      {
        title: `${String(count)} messages in a file each, ${mebibytes(bytes)}`,
        columns: ['', 'seconds', 'messages', 'messages/s', 'speed of .eml', 'peak memory'],
        rows,
        note: 'Of each .emlx its flags, times and last viewing are records too, so three times as many records are written.',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeStores(folder: string, count: number): number {
  const mail = backgroundMail({ seed: 20261126, averageBytes: 4000 });
  let bytes = 0;
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
    const emlx = buildEmlx({ message, properties }).bytes;
    for (const [name, content] of [['eml', message] as const, ['emlx', emlx] as const]) {
      const place = join(folder, name, 'INBOX.mbox', 'Data', ...thousands, 'Messages');
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, `${String(number)}.${name}`), content);
    }
  }
  return bytes;
}
