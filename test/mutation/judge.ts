/**
 * Runs the tests of one source against some of its mutants: `node test/mutation/judge.ts FILE NUMBER…`, numbers as in
 * `mutantsOf`. No file is written: Vitest gets the changed text in place of the file's. Prints a line of JSON for each mutant
 * and one with `mutant: null` before all, for the source as it stands; a mutant that never ends is for the caller to notice.
 */
import path from 'node:path';
import { createVitest } from 'vitest/node';
import { repositoryRoot } from '#set-up/repository.mjs';
import { withMutant } from './mutants.ts';
import { mutationSubjects } from './subjects.ts';

/** What one run of the tests said. */
export interface Judgement {
  readonly mutant: number | null;
  readonly passed: boolean;
}

const [file = '', ...numbers] = process.argv.slice(2);
const subject = mutationSubjects([file]).find((one) => one.file === file);
if (subject === undefined) throw new Error(`${file} is no source that is tested by mutation`);
const changedFile = path.join(repositoryRoot, file);
let changedText = subject.text;

const vitest = await createVitest(
  {
    config: false,
    root: repositoryRoot,
    include: [...subject.tests],
    environment: 'node',
    testTimeout: 120_000,
    watch: false,
    reporters: [{}],
    pool: 'threads',
    maxWorkers: 1,
    bail: 1,
    update: 'none',
    // Changed texts must neither be taken from the cache of other runs nor get into it.
    fsModuleCache: false,
  },
  {
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        transform: (_, id) => (id.split('?')[0] === changedFile ? { code: changedText, map: null } : undefined),
      },
    ],
  },
);
const specifications = await vitest.globTestSpecifications();
for (const mutant of [null, ...numbers.map(Number)]) {
  const change = mutant === null ? undefined : subject.mutants[mutant];
  changedText = change === undefined ? subject.text : withMutant(subject.text, change);
  vitest.invalidateFile(changedFile);
  const judgement: Judgement = { mutant, passed: await passes() };
  process.stdout.write(`${JSON.stringify(judgement)}\n`);
}
await vitest.close();

async function passes(): Promise<boolean> {
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications, false);
  return unhandledErrors.length === 0 && testModules.every((module) => module.state() === 'passed' || module.state() === 'skipped');
}
