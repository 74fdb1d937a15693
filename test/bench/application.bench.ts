import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startApplication, type RunningApplication } from '#test/support/application.ts';
import { writeGeneratedMbox } from '#test/support/generated-mbox.ts';
import { childrenBytes } from './process-tree.ts';
import { mebibytes, type BenchOptions, type BenchTable } from './table.ts';

/**
 * The built application over generated mail: ingest of a large mbox with the memory of its processes, and scrolling
 * through a long list.
 */
export async function measureApplication({ bytes, messages }: BenchOptions): Promise<readonly BenchTable[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-triage-bench-'));
  try {
    return [await measureIngest(folder, bytes), await measureList(folder, messages)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIngest(folder: string, bytes: number): Promise<BenchTable> {
  const mbox = join(folder, 'large.mbox');
  const truth = writeGeneratedMbox(mbox, { bytes, seed: 11, forwardedEvery: 100 });
  const { application, window } = await newCase(folder, 'ingest');
  const memory = watchMemory(application);
  const begun = performance.now();
  await addEvidence(application, window, mbox);
  const seconds = (performance.now() - begun) / 1000;
  const peaks = await memory.stop();
  await application.close();
  return {
    title: `Ingest of ${mebibytes(truth.bytes)}, ${String(truth.messages)} messages, in the window, hashing included`,
    columns: ['process', 'peak memory', 'limit', 'share of the limit'],
    rows: [
      memoryRow('host with its reading processes', peaks.host, 512),
      memoryRow('renderer', peaks.renderer, 800),
      ['main process', mebibytes(peaks.main), '', ''],
      ['GPU and other', mebibytes(peaks.other), '', ''],
    ],
    note: `${seconds.toFixed(1)} s, ${(truth.messages / seconds).toFixed(0)} messages/s, ${(truth.bytes / 2 ** 20 / seconds).toFixed(1)} MiB/s. Memory is each process's working set as Electron reports it, that of the reading processes their resident memory, sampled four times a second.`,
  };
}

async function measureList(folder: string, messages: number): Promise<BenchTable> {
  const mbox = join(folder, 'list.mbox');
  writeGeneratedMbox(mbox, { messages, seed: 12, forwardedEvery: 100, averageBytes: 1500 });
  const { application, window } = await newCase(folder, 'list');
  await addEvidence(application, window, mbox);
  await window.getByRole('navigation', { name: 'Screens' }).getByText('Messages', { exact: true }).click();
  await window.getByTestId('message-row').first().waitFor();
  const idle = await frames(window, null);
  const wheel = await frames(window, 'message-row-list');
  await application.close();
  const row = (name: string, { median, late, count, blank }: Frames): readonly string[] => [
    name,
    median.toFixed(1),
    late.toFixed(1),
    `${(median / idle.median).toFixed(2)} ×`,
    String(count),
    String(blank),
  ];
  return {
    title: `Scrolling through ${String(messages)} messages, five screens a second`,
    columns: ['', 'frame median ms', 'p95 ms', 'of an idle window', 'frames', 'frames without rows'],
    rows: [row('idle window', idle), row('scrolling list', wheel)],
    note: 'Drawn in software where there is no graphics processor; the idle window is the peer.',
  };
}

interface Frames {
  readonly median: number;
  readonly late: number;
  readonly count: number;
  /** Frames in which no row of the list was on the screen. */
  readonly blank: number;
}

/** Times between frames over four seconds, while a list scrolls or nothing happens. */
async function frames(window: Page, list: string | null): Promise<Frames> {
  return window.evaluate(async (testId) => {
    const room = testId === null ? null : document.querySelector(`[data-testid="${testId}"]`);
    const scrollers = room === null ? [] : [room, ...room.querySelectorAll('*')];
    const scroller = scrollers.find((element) => element.scrollHeight > element.clientHeight * 2) ?? null;
    if (testId !== null && scroller === null) throw new Error('the list does not scroll');
    const times: number[] = [];
    let blank = 0;
    let last = await new Promise<number>(requestAnimationFrame);
    const end = last + 4000;
    while (last < end) {
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - last);
      if (scroller !== null) {
        if (room?.querySelector('[role="row"] [role="gridcell"]') === null) blank += 1;
        scroller.scrollTop += (scroller.clientHeight * 5 * (now - last)) / 1000;
      }
      last = now;
    }
    times.sort((a, b) => a - b);
    return { median: times[times.length >> 1] ?? 0, late: times[Math.floor(times.length * 0.95)] ?? 0, count: times.length, blank };
  }, list);
}

async function newCase(folder: string, name: string): Promise<{ application: RunningApplication; window: Page }> {
  const application = await startApplication([], join(folder, `${name}-user`));
  await application.answerOpenDialog([join(folder, `${name}-case`)]);
  await application.firstWindow.getByLabel('Title').fill(name);
  await application.firstWindow.getByRole('button', { name: /make the case/ }).click();
  return { application, window: await application.caseWindow() };
}

async function addEvidence(application: RunningApplication, window: Page, path: string): Promise<void> {
  await window.getByRole('navigation', { name: 'Screens' }).getByText('Evidence', { exact: true }).click();
  await application.answerOpenDialog([path]);
  await window.getByRole('button', { name: /add files/i }).click();
  await window.getByTestId('reading-state').filter({ hasText: 'Read to its end' }).waitFor({ timeout: 3_600_000 });
}

interface Peaks {
  readonly host: number;
  readonly renderer: number;
  readonly main: number;
  readonly other: number;
}

/** Samples the working sets of the application's processes, in bytes. */
function watchMemory({ electron }: RunningApplication): { stop(): Promise<Peaks> } {
  const peaks = { host: 0, renderer: 0, main: 0, other: 0 };
  const isOver = { now: false };
  const sampling = (async () => {
    while (!isOver.now) {
      const metrics = await electron.evaluate(({ app }) =>
        app.getAppMetrics().map(({ type, serviceName, name, memory, pid }) => ({
          type,
          pid,
          name: `${serviceName ?? ''} ${name ?? ''}`,
          bytes: memory.workingSetSize * 1024,
        })),
      );
      for (const { type, name, bytes, pid } of metrics) {
        const role = type === 'Browser' ? 'main' : type === 'Tab' ? 'renderer' : /node\.mojom|host/i.test(name) ? 'host' : 'other';
        peaks[role] = Math.max(peaks[role], bytes + (role === 'host' ? childrenBytes(pid) : 0));
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  return {
    async stop() {
      isOver.now = true;
      await sampling;
      return peaks;
    },
  };
}

function memoryRow(name: string, bytes: number, limitMebibytes: number): readonly string[] {
  return [name, mebibytes(bytes), `${String(limitMebibytes)} MiB`, `${((bytes / 2 ** 20 / limitMebibytes) * 100).toFixed(0)} %`];
}
