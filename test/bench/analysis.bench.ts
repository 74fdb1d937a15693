import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyseCase, observeRecord, startAnalysis, type CaseMaterial } from '#analysis/index.ts';
import { openMaterialFile, type MaterialFile } from '#cli/material-file.ts';
import { evidenceIdOf, type ForwardingObservation, type MessageTrace } from '#model/index.ts';
import { packMessage } from '#pipeline/index.ts';
import { messageTrace } from '#test/support/case-builder.ts';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';
import { readMessages } from '#test/support/read-messages.ts';
import { commandLine } from './command-line.ts';
import { runMeasured } from './measured-process.ts';
import { mebibytes, type BenchOptions, type BenchTable } from './table.ts';

const messagesOfPart = 10_000;
const batchMessages = 200;

/**
 * What analysis takes of reading: each stage by itself in one process, beside the processor time of the whole scan over the
 * same mail; and what analysis across records holds in memory, by messages and by distinct addresses.
 */
export async function measureAnalysis({ messages }: BenchOptions): Promise<readonly BenchTable[]> {
  return [await measureStages(messages), await measureMemory(messages)];
}

async function measureStages(messages: number): Promise<BenchTable> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-triage-bench-'));
  try {
    const mbox = join(folder, 'generated.mbox');
    writeGeneratedMbox(mbox, { messages, seed: 20261127, forwardedEvery: 50 });
    const measured = await runMeasured(process.execPath, [commandLine, 'scan', mbox, '--out', join(folder, 'out'), '--workers', '1']);
    rmSync(join(folder, 'out'), { recursive: true, force: true });
    rmSync(mbox);
    // The stages run over a part at a time, since the reading of tests holds a file in memory.
    const seconds = { reading: 0, detectors: 0, observing: 0, keeping: 0, across: 0 };
    const material = openMaterialFile(join(folder, 'material'));
    for (let begun = 0; begun < messages; begun += messagesOfPart) {
      writeGeneratedMbox(mbox, { messages: Math.min(messagesOfPart, messages - begun), seed: begun, forwardedEvery: 50 });
      stagesOver(mbox, seconds, material);
      rmSync(mbox);
    }
    const begun = processorSeconds();
    let findings = 0;
    for await (const _ of analyseCase(() => material.replay(), { ownDomains: [], parameters: {} })) findings += 1;
    seconds.across = processorSeconds() - begun;
    material.close();
    const share = (part: number): string => `${((part / measured.cpuSeconds) * 100).toFixed(1)} %`;
    const added = seconds.observing + seconds.keeping + seconds.across;
    return {
      title: `analysis of ${String(messages)} messages; the scan took ${measured.cpuSeconds.toFixed(1)} s of processor time, ${measured.seconds.toFixed(1)} s by the clock`,
      columns: ['stage', 'seconds', 'of the scan', 'microseconds a message'],
      rows: [
        ...Object.entries(seconds).map(([name, part]) => [name, part.toFixed(2), share(part), ((part / messages) * 1e6).toFixed(1)]),
        ['observing, keeping and across together', added.toFixed(2), share(added), ((added / messages) * 1e6).toFixed(1)],
      ],
      note: `${String(findings)} findings across records. Detectors of single records ran before there was analysis across records; the last row is what that adds.`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Stages = Record<'reading' | 'detectors' | 'observing' | 'keeping' | 'across', number>;

function stagesOver(path: string, seconds: Stages, kept: MaterialFile): void {
  const analysis = startAnalysis();
  let observations: ForwardingObservation[] = [];
  let traces: MessageTrace[] = [];
  let at = processorSeconds();
  const lap = (stage: keyof Stages): void => {
    const now = processorSeconds();
    seconds[stage] += now - at;
    at = now;
  };
  const keep = (): void => {
    kept.add(packMessage({ evidenceId: evidenceIdOf(1), facts: [], observations, traces } satisfies CaseMaterial));
    observations = [];
    traces = [];
    lap('keeping');
  };
  for (const record of readMessages(path)) {
    lap('reading');
    const found = [...analysis.consume(record)];
    lap('detectors');
    const observed = observeRecord(record, found);
    observations.push(...observed.observations);
    if (observed.trace !== null) traces.push(observed.trace);
    lap('observing');
    if (traces.length >= batchMessages) keep();
  }
  keep();
}

// The clock says little where others use the machine as well.
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function measureMemory(messages: number): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const [count, addresses] of [
    [messages, 1000],
    [messages * 4, 1000],
    [messages, 10_000],
    [messages, 100_000],
  ] as const) {
    const { heldBytes, seconds } = await heldBy(count, addresses);
    rows.push([String(count), String(addresses), mebibytes(heldBytes), seconds.toFixed(1)]);
  }
  return {
    title: 'memory of analysis across records',
    columns: ['messages', 'distinct addresses', 'held at the end', 'seconds'],
    rows,
    note: 'Traces are made on the way and forgotten; what is held at the end, after collecting garbage, is what detectors remember.',
  };
}

async function heldBy(messages: number, addresses: number): Promise<{ heldBytes: number; seconds: number }> {
  const collect = globalThis.gc ?? ((): void => undefined);
  let heldBytes = 0;
  const replay = function* (): Generator<CaseMaterial> {
    for (let at = 0; at < messages; at += batchMessages) {
      const traces = Array.from({ length: batchMessages }, (_, index) =>
        messageTrace({
          from: `person${String((at + index) % addresses)}@house${String((at + index) % Math.ceil(addresses / 10))}.example`,
        }),
      );
      yield { evidenceId: evidenceIdOf(1), facts: [], observations: [], traces };
    }
    collect();
    heldBytes = Math.max(heldBytes, process.memoryUsage().heapUsed - before);
  };
  collect();
  const before = process.memoryUsage().heapUsed;
  const begun = processorSeconds();
  for await (const _ of analyseCase(replay, { ownDomains: [], parameters: {} }));
  return { heldBytes, seconds: processorSeconds() - begun };
}
