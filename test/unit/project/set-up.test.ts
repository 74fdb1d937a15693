import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '#set-up/repository.mjs';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** A checkout of its own, with the set-up and nothing else. */
function checkout(): string {
  const folder = temporaryFolder('set-up');
  cpSync(path.join(repositoryRoot, 'resources/set-up'), path.join(folder, 'resources/set-up'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "version": "1.0.0" }');
  return folder;
}

/** Runs a script in a checkout, as JavaScript module text that may import from `./resources/set-up/`. */
function runIn(folder: string, script: string): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
  writeFileSync(path.join(folder, 'script.mjs'), script);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['script.mjs'], { cwd: folder, encoding: 'utf8' });
  return { stdout, stderr, status };
}

const stepThatWrites = `
  import { existsSync, writeFileSync } from 'node:fs';
  import { runSteps } from './resources/set-up/step.mjs';
  const step = {
    name: 'write a file',
    due: () => (existsSync('made') ? null : 'there is none'),
    run: () => { writeFileSync('made', String(process.pid), { flag: 'wx' }); return 'a remark'; },
  };
  await runSteps([step]);
  console.log('after');
`;

test('a step that is due runs and says why and how long, on stderr; done, it is silent', () => {
  const folder = checkout();
  const first = runIn(folder, stepThatWrites);
  expect(first).toMatchObject({ stdout: 'after\n', status: 0 });
  expect(first.stderr).toMatch(/^set-up: write a file \(there is none\) … a remark, \d+\.\d s\n$/);
  expect(runIn(folder, stepThatWrites)).toEqual({ stdout: 'after\n', stderr: '', status: 0 });
});

test('two set-ups of one checkout do a step once', async () => {
  const folder = checkout();
  writeFileSync(path.join(folder, 'script.mjs'), stepThatWrites);
  const codes = await Promise.all([0, 1, 2].map(() => exitCode(folder)));
  expect(codes).toEqual([0, 0, 0]);
  expect(existsSync(path.join(folder, '.cache/set-up/lock'))).toBe(false);
});

test('a lock that a killed set-up left behind is taken over', () => {
  const folder = checkout();
  const { pid } = spawnSync(process.execPath, ['--version']);
  mkdirSync(path.join(folder, '.cache/set-up/lock'), { recursive: true });
  writeFileSync(path.join(folder, '.cache/set-up/lock/pid'), String(pid));
  expect(runIn(folder, stepThatWrites).status).toBe(0);
  expect(existsSync(path.join(folder, 'made'))).toBe(true);
});

test('a step that fails says so and ends the set-up', () => {
  const { stdout, stderr, status } = runIn(
    checkout(),
    `
    import { runSteps } from './resources/set-up/step.mjs';
    import { runQuietly } from './resources/set-up/program.mjs';
    const step = { name: 'fail', due: () => 'always', run: () => runQuietly(process.execPath, ['-e', 'console.log("what went wrong"); process.exit(3)']) };
    await runSteps([step]);
    console.log('after');
  `,
  );
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^set-up: fail \(always\) … failed\n/);
  expect(stderr).toContain('what went wrong');
  expect(status).not.toBe(0);
});

test('equal inputs give equal hashes, and a byte, a name or a file more another', () => {
  const folder = checkout();
  mkdirSync(path.join(folder, 'in/dist'), { recursive: true });
  const hash = (): string =>
    runIn(folder, `import { contentHash } from './resources/set-up/stamp.mjs'; console.log(contentHash(['in', 'absent']));`).stdout;
  const write = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return hash();
  };
  const first = write('in/a', '1');
  expect(first).toMatch(/^[0-9a-f]{64}\n$/);
  expect(write('in/dist/made', 'x')).toBe(first);
  const others = [write('in/a', '2'), write('in/b', '1'), write('absent', '')];
  expect(new Set([first, ...others]).size).toBe(4);
});

test.each([
  ['there is no node_modules', {}, null],
  ['node_modules does not say what it holds', {}, {}],
  ['one is not as package-lock.json says', { 'node_modules/one': { version: '1.0.0' } }, { packages: {} }],
  [
    'one is not as package-lock.json says',
    { 'node_modules/one': { version: '1.0.0' } },
    { packages: { 'node_modules/one': { version: '1.0.1' } } },
  ],
  [
    'one is not as package-lock.json says',
    { 'node_modules/one': { version: '1.0.0', integrity: 'a' } },
    { packages: { 'node_modules/one': { version: '1.0.0', integrity: 'b' } } },
  ],
  [null, { 'node_modules/one': { version: '1.0.0' } }, { packages: { 'node_modules/one': { version: '1.0.0' } } }],
  [null, { 'node_modules/for-another-system': { version: '1.0.0', optional: true } }, { packages: {} }],
])('installing is due because %s', (reason, wanted, installed) => {
  const folder = checkout();
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
  if (installed !== null) {
    mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
    writeFileSync(path.join(folder, 'node_modules/.package-lock.json'), JSON.stringify(installed));
  }
  const { stdout } = runIn(
    folder,
    `import { dependencies } from './resources/set-up/steps/dependencies.mjs'; console.log(dependencies.due());`,
  );
  expect(stdout).toBe(`${String(reason)}\n`);
});

test('an unknown command is wrong use', () => {
  const { status, stderr } = spawnSync(process.execPath, ['resources/set-up/run.mjs', 'nonsense'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain('usage:');
});

test('every npm script that set-up runs is a command of it', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const entry = readFileSync(path.join(repositoryRoot, 'resources/set-up/run.mjs'), 'utf8');
  const named = Object.values(scripts).flatMap((script) => /run\.mjs ([\w-]+)/.exec(script)?.[1] ?? []);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !entry.includes(`'./commands/${name}.mjs'`))).toEqual([]);
});

function exitCode(folder: string): Promise<number | null> {
  const child = spawn(process.execPath, ['script.mjs'], { cwd: folder, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
