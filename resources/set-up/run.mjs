/**
 * The one entry of all npm scripts: does what the command needs and is not done yet, then the command.
 * Runs on a plain Node 20 with nothing installed, so this file and the steps use only what Node brings.
 */
import { SetUpTrouble } from './trouble.mjs';

/**
 * A command that npm scripts name.
 * @typedef {(given: string[]) => Promise<number>} Command gives the exit code
 */

/** @type {Record<string, () => Promise<{ run: Command }>>} */
const commands = {
  start: () => import('./commands/start.mjs'),
  test: () => import('./commands/test.mjs'),
  check: () => import('./commands/check.mjs'),
  triage: () => import('./commands/triage.mjs'),
  bench: () => import('./commands/bench.mjs'),
  build: () => import('./commands/build.mjs'),
  dist: () => import('./commands/dist.mjs'),
  'set-up': () => import('./commands/set-up.mjs'),
};

const [name = '', ...given] = process.argv.slice(2);
const load = commands[name];
if (load === undefined) {
  process.stderr.write(`usage: node resources/set-up/run.mjs ${Object.keys(commands).join('|')} [arguments]\n`);
  process.exit(2);
}
try {
  const { run } = await load();
  process.exitCode = await run(given);
} catch (error) {
  if (!(error instanceof SetUpTrouble)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}
