import { startReadingWorker } from '#pipeline/reading-worker.ts';
import { defaultLimits } from '#model/index.ts';

// A program that has an attachment read which never comes to an end; says so once the reader works. For the test that kills it.
const path = process.argv[2] ?? '';
const worker = startReadingWorker({
  entry: new URL('./line-worker.ts', import.meta.url),
  stallSeconds: 3600,
  onMessage: () => undefined,
  onDeath: () => undefined,
});
const ground = { itemPath: null, scratchDirectory: '' };
worker.tell({ kind: 'attachment', task: { path, ground, attachment: 'file:a.lines|part:hang', limits: defaultLimits, creditBytes: 1 } });
const timer = setInterval(() => {
  if (!worker.activity.isWorking) return;
  clearInterval(timer);
  console.log('working');
}, 20);
