import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '#set-up/repository.mjs';
import { mutantsOf, type Mutant } from './mutants.ts';

/** A source whose conditions are changed, and the tests that must notice. */
export interface Subject {
  /** From the root of the repository, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly mutants: readonly Mutant[];
  /** In the order in which they are asked; from the root of the repository. */
  readonly tests: readonly string[];
}

const analysis = 'main/analysis';
const unit = 'test/unit/analysis';

/** Tests of their detectors, by folder. Those that read a corpus, make a whole case or hostile headers are too slow to be asked for each change. */
const testsOfFolder: Readonly<Record<string, readonly string[]>> = {
  rules: [`${unit}/watch-words.test.ts`, `${unit}/macro-words.test.ts`, `${unit}/rules.test.ts`, `${unit}/citations.test.ts`],
  forwarding: [
    `${unit}/rules.test.ts`,
    `${unit}/decoders.test.ts`,
    `${unit}/chain-check.test.ts`,
    `${unit}/describe-addresses.test.ts`,
    `${unit}/envelope-headers.test.ts`,
    `${unit}/forwarding-notices.test.ts`,
    `${unit}/look-alikes.test.ts`,
    `${unit}/citations.test.ts`,
  ],
  across: testsIn('across', /^(?!made-case)/),
  observe: testsIn('observe', /./),
  access: testsIn('access', /^(?!corpus)/),
};

/** All subjects, in the order of folders and names; only those whose path contains one of `wanted`, where any is given. */
export function mutationSubjects(wanted: readonly string[] = []): readonly Subject[] {
  return Object.entries(testsOfFolder).flatMap(([folder, tests]) =>
    sourcesIn(`${analysis}/${folder}`)
      .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
      .map((file) => {
        const text = readFileSync(path.join(repositoryRoot, file), 'utf8');
        return { file, text, mutants: mutantsOf(text), tests };
      }),
  );
}

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
    .sort();
}

function testsIn(folder: string, wanted: RegExp): string[] {
  return readdirSync(path.join(repositoryRoot, unit, folder))
    .filter((name) => name.endsWith('.test.ts') && wanted.test(name))
    .map((name) => `${unit}/${folder}/${name}`);
}
