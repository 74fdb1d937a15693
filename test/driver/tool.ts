import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '#set-up/repository.mjs';

/** Where suites leave their reports. */
export const resultsFolder = path.join(repositoryRoot, 'test-results');

/** A program to run: an installed package's script under our own Node, or a program of the system. */
export interface Tool {
  readonly program: string;
  readonly given: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Our environment; colours only where a person looks. */
function plainEnvironment(): NodeJS.ProcessEnv {
  if (process.stdout.isTTY) return process.env;
  const { FORCE_COLOR: _, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1' };
}

/** Names the script that an installed package brings as a command. */
export function packageTool(packageName: string, command: string, given: readonly string[]): Tool {
  const folder = path.join(repositoryRoot, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { bin: string | Record<string, string> };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined) throw new Error(`${packageName} has no command ${command}`);
  return { program: process.execPath, given: [path.join(folder, script), ...given] };
}

/** Runs a tool with its output on our terminal. Gives its exit code, 1 when a signal ended it. */
export function runTool({ program, given, environment = {} }: Tool): Promise<number> {
  const child = spawn(program, given, {
    cwd: repositoryRoot,
    env: { ...plainEnvironment(), ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** Runs a tool and gives its exit code with all that it printed. */
export function runToolQuietly({
  program,
  given,
  environment = {},
}: Tool): Promise<{ readonly exitCode: number; readonly output: string }> {
  const child = spawn(program, given, {
    cwd: repositoryRoot,
    env: { ...plainEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  child.stderr.on('data', (piece: Buffer) => pieces.push(piece));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ exitCode: code ?? 1, output: Buffer.concat(pieces).toString('utf8') });
    });
  });
}
