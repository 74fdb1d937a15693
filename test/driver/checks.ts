import { addTallies, type Tally } from './tally.ts';
import { packageTool, runToolQuietly, type Tool } from './tool.ts';

/** What can be found wrong without running anything. Each counts as one test. */
const checks: readonly { readonly name: string; readonly tool: () => Tool }[] = [
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
  { name: 'lint', tool: () => packageTool('eslint', 'eslint', ['.', '--max-warnings', '0']) },
  { name: 'layout', tool: () => packageTool('prettier', 'prettier', ['--check', '--log-level', 'warn', '.']) },
  {
    name: 'dependency rules',
    tool: () => packageTool('dependency-cruiser', 'depcruise', ['main', 'renderer', 'test', 'resources', '--output-type', 'err']),
  },
];

/** Runs all checks; prints what a failed one has to say. */
export async function runChecks(): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const { name, tool } of checks) {
    const { exitCode, output } = await runToolQuietly(tool());
    const isClean = exitCode === 0;
    console.log(`${isClean ? 'passed' : 'FAILED'}  ${name}`);
    if (!isClean) console.log(output.trimEnd());
    tallies.push(isClean ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 });
  }
  return addTallies(tallies);
}
