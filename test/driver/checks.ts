import { availableParallelism } from 'node:os';
import { addTallies, type Tally } from './tally.ts';
import { packageTool, runToolQuietly, type Tool } from './tool.ts';

interface Check {
  readonly name: string;
  readonly tool: () => Tool;
}

/** What can be found wrong without running anything. Each counts as one test. */
const checks: readonly Check[] = [
  // The slowest first, so that the others find a place beside it.
  { name: 'lint', tool: () => packageTool('eslint', 'eslint', ['.', '--max-warnings', '0']) },
  { name: 'types of main (Node, no DOM)', tool: () => packageTool('typescript', 'tsc', ['--project', 'main']) },
  {
    name: 'types of renderer (DOM, no Node)',
    tool: () =>
      packageTool('svelte-check', 'svelte-check', [
        '--workspace',
        'renderer',
        '--tsconfig',
        'tsconfig.json',
        '--fail-on-warnings',
        '--output',
        'human',
      ]),
  },
  { name: 'types of test', tool: () => packageTool('typescript', 'tsc', ['--project', 'test']) },
  { name: 'types of set-up', tool: () => packageTool('typescript', 'tsc', ['--project', 'resources/set-up']) },
  { name: 'layout', tool: () => packageTool('prettier', 'prettier', ['--check', '--log-level', 'warn', '.']) },
  {
    name: 'dependency rules',
    tool: () => packageTool('dependency-cruiser', 'depcruise', ['main', 'renderer', 'test', 'resources', '--output-type', 'err']),
  },
];

/** Runs all checks, as many at a time as there are processors; prints what a failed one has to say. */
export async function runChecks(): Promise<Tally> {
  const waiting = [...checks];
  const tallies: Tally[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) tallies.push(await runCheck(check));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return addTallies(tallies);
}

async function runCheck({ name, tool }: Check): Promise<Tally> {
  const { exitCode, output } = await runToolQuietly(tool());
  const isClean = exitCode === 0;
  console.log(`${isClean ? 'passed' : 'FAILED'}  ${name}`);
  if (!isClean) console.log(output.trimEnd());
  return { passed: isClean ? 1 : 0, failed: isClean ? 0 : 1, skipped: 0 };
}
