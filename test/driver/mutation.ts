import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { repositoryRoot } from '#set-up/repository.mjs';
import type { Judgement } from '../mutation/judge.ts';
import { reviewedSurvivors, reviewOf } from '../mutation/reviewed-survivors.ts';
import { seededShare } from '../mutation/seeded-share.ts';
import { mutationSubjects, type Subject } from '../mutation/subjects.ts';
import type { Tally } from './tally.ts';

/** A run of the tests that says nothing for so long does not end. Whole runs take some seconds. */
const longestSilenceMs = 60_000;

/** How many mutants the share holds that runs with all other tests, and of which sources: those without an open survivor. */
const mutantsOfShare = 12;
const sourcesOfShare = ['main/analysis/rules/', 'main/analysis/forwarding/'];

/**
 * Changes the conditions of detectors one by one and runs their tests: each change must fail one, or be reviewed.
 * @param extent all mutants, or a share of them that is drawn with a seed (environment `SEED`, else 1)
 * @param wanted parts of paths, where only some sources are to be changed
 */
export async function runMutants(extent: 'all' | 'share', wanted: readonly string[] = []): Promise<Tally> {
  const subjects = mutationSubjects(extent === 'share' ? sourcesOfShare : wanted);
  const chosen = subjects.map(({ file, mutants }) => ({ file, numbers: mutants.map((_, number) => number) }));
  const share = extent === 'all' ? chosen : seededShare(chosen, mutantsOfShare, Number(process.env['SEED'] ?? '1'));
  const used = new Set<object>();
  let [killed, allowed, failed] = [0, 0, 0];
  for (const { file, numbers } of share) {
    const subject = subjects.find((one) => one.file === file);
    if (subject === undefined || numbers.length === 0) continue;
    for await (const { mutant: number, passed } of judgements(subject, numbers)) {
      if (number === null) {
        if (passed) continue;
        console.log(`FAILED  ${file}: its tests fail as it stands`);
        failed += numbers.length;
        break;
      }
      const mutant = subject.mutants[number];
      if (mutant === undefined) continue;
      const review = reviewOf(file, mutant);
      if (review !== undefined) used.add(review);
      if (!passed && review === undefined) killed += 1;
      else if (passed && review !== undefined) allowed += 1;
      else {
        failed += 1;
        const what = `${file}:${String(mutant.line)}  ${inOneLine(mutant.was)} → ${inOneLine(mutant.becomes)}${mutant.nth === 1 ? '' : ` (${String(mutant.nth)}.)`}`;
        console.log(passed ? `SURVIVED  ${what}` : `REVIEWED, BUT NOTICED  ${what}`);
      }
    }
  }
  if (extent === 'all')
    for (const review of reviewedSurvivors) {
      if (used.has(review) || !subjects.some(({ file }) => file === review.file)) continue;
      failed += 1;
      console.log(`REVIEWED, BUT NO MUTANT  ${review.file}: ${review.line}`);
    }
  console.log(`${String(killed)} noticed, ${String(allowed)} reviewed, ${String(failed)} failed`);
  return { passed: killed + allowed, failed, skipped: 0 };
}

/** What the tests say of each mutant, in a process of its own that is ended where a mutant makes it run for ever. */
async function* judgements(subject: Subject, numbers: readonly number[]): AsyncGenerator<Judgement, void, undefined> {
  let open = [...numbers];
  while (open.length > 0) {
    const judge = spawn(process.execPath, [path.join(import.meta.dirname, '../mutation/judge.ts'), subject.file, ...open.map(String)], {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const end = (): void => {
      judge.kill('SIGKILL');
    };
    let wasEndless = false;
    let silence = setTimeout(end, longestSilenceMs);
    try {
      for await (const line of createInterface({ input: judge.stdout })) {
        if (!line.startsWith('{"mutant":')) continue;
        clearTimeout(silence);
        silence = setTimeout(end, longestSilenceMs);
        const judgement = JSON.parse(line) as Judgement;
        if (judgement.mutant !== null) open = open.slice(1);
        yield judgement;
      }
      wasEndless = judge.killed;
    } finally {
      clearTimeout(silence);
      end();
    }
    const [endless] = open;
    if (endless === undefined) return;
    if (!wasEndless) throw new Error(`The tests of ${subject.file} ended before mutant ${String(endless)} was judged`);
    open = open.slice(1);
    yield { mutant: endless, passed: false };
  }
}

function inOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return JSON.stringify(line.length > 100 ? `${line.slice(0, 100)}…` : line);
}
