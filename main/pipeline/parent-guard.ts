import { Worker } from 'node:worker_threads';

/**
 * Ends this process when the one that started it is gone, also while a parser hangs in it: a killed program must not
 * leave readers behind that work for nobody. Windows ends them by itself.
 */
export function endWithParent(): void {
  if (process.platform === 'win32') return;
  const source = `
    const parent = ${String(process.ppid)};
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);
  `;
  // A thread of its own, for the main one may never come back to its event loop.
  new Worker(source, {
    eval: true,
    name: 'parent guard',
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
  }).unref();
}
