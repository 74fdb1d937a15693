/**
 * Runs all checks and tests of the project and counts them: `node test/run.ts [suite…]`.
 * Suites, in this order: check (types, lint, layout, dependency rules), unit, differential, property, mutation-share, electron.
 * Only when it is named: mutation, which changes every condition of the detectors; `SOURCES=part,part` narrows it to some files.
 * Ends with one line `N passed, N failed[, N skipped]`; exit code 1 when anything failed or a suite ran no test.
 */
import { runChecks } from './driver/checks.ts';
import { runMutants } from './driver/mutation.ts';
import { runElectronTests } from './driver/playwright.ts';
import { addTallies, describeTally, type Tally } from './driver/tally.ts';
import { runVitest } from './driver/vitest.ts';

const suites: Readonly<Record<string, () => Promise<Tally>>> = {
  check: runChecks,
  unit: () => runVitest('unit'),
  differential: () => runVitest('differential'),
  property: () => runVitest('property'),
  'mutation-share': () => runMutants('share'),
  electron: runElectronTests,
  mutation: () =>
    runMutants(
      'all',
      (process.env['SOURCES'] ?? '').split(',').filter((part) => part !== ''),
    ),
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suites).filter((name) => name !== 'mutation');
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

const tallies: Tally[] = [];
for (const name of wanted) {
  const begun = performance.now();
  const run = suites[name];
  if (run === undefined) continue;
  console.log(`\n── ${name}`);
  const tally = await run();
  // A suite that finds nothing to run has failed: its files are not where they should be.
  const counted = tally.passed + tally.failed === 0 ? { ...tally, failed: 1 } : tally;
  if (counted !== tally) console.log(`The suite ${name} ran no test.`);
  console.log(`── ${name}: ${describeTally(counted)} in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  tallies.push(counted);
}

const total = addTallies(tallies);
console.log(`\n${describeTally(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
