import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '#set-up/repository.mjs';

/** What lies at the top of the repository; whatever else comes belongs into one of these folders. */
const topLevel = [
  ...['main', 'renderer', 'resources', 'test', '.ci'],
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'LICENSE'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'electron-builder.yml', 'eslint.config.js', '.dependency-cruiser.js'],
  ...['.gitignore', '.npmrc', '.prettierrc', '.prettierignore'],
];

/** More lines than this, and a file holds more than one idea. */
const mostLines = 400;

/** Places of one machine, and hosts that packages come from: nothing in the tree depends on either. */
const strangePlaces = [
  /(^|[\s'"`(=])\/(home|root|work|Users)\/[\w.-]+/,
  /registry\.(npmjs\.org|yarnpkg\.com)/,
  /(deb|security)\.debian\.org|archive\.ubuntu\.com/,
];

const files = trackedFiles();

test('the repository has files to look at', () => {
  expect(files).toContain('package.json');
  expect(files.filter((file) => file.startsWith('main/')).length).toBeGreaterThan(10);
});

test('the top level holds only what is agreed', () => {
  const found = [...new Set(files.map((file) => file.split('/')[0] ?? ''))];
  expect(found.filter((name) => !topLevel.includes(name))).toEqual([]);
});

test(`no source file has ${mostLines} lines or more`, () => {
  // A table of artifacts is data, and one idea however many rows it has.
  const sources = files.filter((file) => /^(main|renderer)\/.*(?<!-artifacts)\.(ts|svelte|css|html)$/.test(file));
  const long = sources.map((file) => ({ file, lines: readText(file).split('\n').length - 1 })).filter(({ lines }) => lines >= mostLines);
  expect(long).toEqual([]);
});

test('no file names a place of one machine or a host of packages', () => {
  const own = 'test/unit/project/tree.test.ts';
  const texts = files.filter((file) => file !== own && !file.startsWith('test/fixtures/') && isText(file));
  const found = texts.flatMap((file) =>
    readText(file)
      .split('\n')
      .flatMap((line, index) =>
        strangePlaces.some((place) => place.test(line)) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
      ),
  );
  expect(found).toEqual([]);
});

test('every path that ARCHITECTURE.md names exists', () => {
  const named = [...readText('ARCHITECTURE.md').matchAll(/`([^`\s]+\/[^`\s]*)`/g)].map(([, name]) => name ?? '');
  const paths = named.filter((name) => /^[\w.][\w./*-]*$/.test(name));
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((name) => !exists(name))).toEqual([]);
});

/** A path exists as itself, or with one part left open (`renderer/*`), when something fits. Built results count by what builds them. */
function exists(name: string): boolean {
  const fixed = name.replace(/\/?\*.*$/, '');
  if (/^(out|dist|node_modules|\.cache)(\/|$)/.test(fixed)) return true;
  return existsSync(path.join(repositoryRoot, fixed));
}

/** The files that git tracks. */
function trackedFiles(): readonly string[] {
  const listed = execFileSync('git', ['-c', `safe.directory=${repositoryRoot}`, 'ls-files', '-z'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(path.join(repositoryRoot, file))).sort();
}

function readText(file: string): string {
  return readFileSync(path.join(repositoryRoot, file), 'utf8');
}

/** Pictures and other bytes hold a NUL near their beginning. */
function isText(file: string): boolean {
  const place = path.join(repositoryRoot, file);
  return statSync(place).isFile() && !readFileSync(place).subarray(0, 8000).includes(0);
}
