/**
 * Builds dist/libpff.wasm: fetches Debian's source package of libpff, verifies it, applies patches/, compiles it with
 * shim/ to a WebAssembly module, and writes dist/provenance.json, which says exactly what the module was made from.
 *
 *   node build/build.mjs            builds when an input changed; prints its steps to stderr
 *   LIBPFF_SOURCE=FILE node …       takes the source archive from FILE instead of fetching it
 *
 * Exit code 0: the module is there and current. 1: it could not be built; stderr says what to do.
 */
import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const cache = join(root, '.cache');
/** Each run has a folder of its own, so that two at the same time do not disturb each other. */
const work = join(cache, `build-${String(process.pid)}`);
const modulePath = join(dist, 'libpff.wasm');
const provenancePath = join(dist, 'provenance.json');

/** The upstream archive inside Debian's source package; its hash is the identity of what is built. */
const source = {
  package: 'libpff',
  version: '20180714',
  file: 'libpff_20180714.orig.tar.gz',
  sha256: 'd9657aa592e2e155a5dbb49a019f99988e2347a8c7b939c21883e8be3003695b',
};

const compiler = 'clang-19';
// With instructions for copying and filling memory, which every engine has had since 2020 (V8 7.5).
const compileFlags = ['--target=wasm32-wasi', '-O2', '-mbulk-memory', '-DHAVE_CONFIG_H', '-ffunction-sections', '-fdata-sections'];
const linkFlags = [
  '--target=wasm32-wasi',
  '-O2',
  '-mexec-model=reactor',
  // The stack lies first, so that running over it traps instead of overwriting data; libpff recurses up to 256 deep.
  '-Wl,--gc-sections,--strip-all,--stack-first,-z,stack-size=4194304',
  // shim/heap.c: pieces of a few dozen bytes are not the C library's affair.
  '-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free',
  // A hostile store must not claim more memory than this.
  '-Wl,--max-memory=2147483648',
];

/** Parts of the source tree that the module needs, in link order. */
const libraries = [
  'libcerror libcdata libclocale libcnotify libcsplit libuna libcfile libcpath libbfio',
  'libfcache libfdata libfdatetime libfguid libfvalue libfwnt libfmapi libpff',
].flatMap((names) => names.split(' '));

/** What must be there, and the Debian package that brings it. */
const requirements = [
  { package: 'clang-19', isThere: () => onPath('clang-19') },
  { package: 'lld-19', isThere: () => onPath('wasm-ld-19') },
  { package: 'wasi-libc', isThere: () => existsSync('/usr/include/wasm32-wasi/stdio.h') },
  {
    package: 'libclang-rt-19-dev-wasm32',
    isThere: () => existsSync('/usr/lib/llvm-19/lib/clang/19/lib/wasi/libclang_rt.builtins-wasm32.a'),
  },
  { package: 'autotools-dev', isThere: () => existsSync('/usr/share/misc/config.sub') },
  { package: 'dpkg-dev', isThere: () => onPath('patch') },
  { package: 'make', isThere: () => onPath('make') },
];

async function main() {
  const inputs = inputsSha256();
  if (isCurrent(inputs)) return;
  checkRequirements();
  mkdirSync(cache, { recursive: true });
  mkdirSync(dist, { recursive: true });
  const archive = fetchSource();
  const tree = unpack(archive);
  const patches = applyPatches(tree);
  configure(tree);
  const objects = await compile(tree);
  const module = link(objects);
  const provenance = {
    name: 'libpff-wasm',
    module: { file: basename(modulePath), sha256: sha256(readFileSync(module)) },
    source: { ...source, fetchedFrom: 'Debian source package (apt-get source libpff)' },
    patches,
    shim: shimFiles().map((file) => ({ file: `shim/${file}`, sha256: sha256(readFileSync(join(root, 'shim', file))) })),
    compiler: run(compiler, ['--version']).split('\n')[0],
    compileFlags,
    linkFlags,
    inputsSha256: inputs,
  };
  const provenanceFile = join(work, basename(provenancePath));
  writeFileSync(provenanceFile, `${JSON.stringify(provenance, null, 2)}\n`);
  // Whole files appear at once, the module first: the provenance never describes a module that is not there.
  renameSync(module, modulePath);
  renameSync(provenanceFile, provenancePath);
  say(`made ${modulePath} (sha256 ${provenance.module.sha256})`);
}

/** One hash over everything that the module is made from, this recipe included. */
function inputsSha256() {
  const hash = createHash('sha256').update(source.sha256);
  const files = [
    fileURLToPath(import.meta.url),
    ...patchFiles().map((file) => join(root, 'patches', file)),
    ...shimFiles().map((file) => join(root, 'shim', file)),
  ];
  for (const file of files) hash.update(basename(file)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

function isCurrent(inputs) {
  if (!existsSync(modulePath) || !existsSync(provenancePath)) return false;
  try {
    const provenance = JSON.parse(readFileSync(provenancePath, 'utf8'));
    return provenance.inputsSha256 === inputs && provenance.module.sha256 === sha256(readFileSync(modulePath));
  } catch {
    return false;
  }
}

function checkRequirements() {
  const missing = requirements.filter((requirement) => !requirement.isThere()).map((requirement) => requirement.package);
  if (missing.length === 0) return;
  throw new BuildError(`missing tools. On Debian install them with:\n  apt-get install --no-install-recommends ${missing.join(' ')}`);
}

/** Returns the path of the verified source archive. */
function fetchSource() {
  const archive = join(cache, source.file);
  if (isGenuine(archive)) return archive;
  const given = process.env.LIBPFF_SOURCE;
  if (given !== undefined && given !== '') {
    if (!isGenuine(given)) throw new BuildError(`${given} is not ${source.file} with SHA-256 ${source.sha256}`);
    copyFileSync(given, archive);
    return archive;
  }
  say(`fetching Debian's source package ${source.package} ${source.version}`);
  // Own lists and own sources, so that neither root rights nor deb-src lines in the system's configuration are needed.
  const lists = join(cache, 'apt');
  mkdirSync(join(lists, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(lists, 'archives', 'partial'), { recursive: true });
  const options = [
    `-oDir::Etc::sourcelist=${writeSourceList(lists)}`,
    '-oDir::Etc::sourceparts=/dev/null',
    `-oDir::State::Lists=${join(lists, 'lists')}`,
    `-oDir::Cache=${lists}`,
    // Downloading as another user fails where that user may not enter this directory.
    ...(process.getuid?.() === 0 ? ['-oAPT::Sandbox::User=root'] : []),
  ];
  run('apt-get', [...options, 'update', '-qq']);
  run('apt-get', [...options, 'source', '--download-only', '-qq', source.package], { cwd: cache });
  if (!isGenuine(archive)) {
    throw new BuildError(
      `apt-get source ${source.package} did not bring ${source.file} with SHA-256 ${source.sha256}.\n` +
        'Debian 12 and 13 have it. Elsewhere put that file into .cache/ or name it with LIBPFF_SOURCE.',
    );
  }
  return archive;
}

/** Writes the system's Debian sources once more, for source packages, and returns the path. */
function writeSourceList(folder) {
  const deb822 = ['debian.sources', 'ubuntu.sources'].map((name) => `/etc/apt/sources.list.d/${name}`).find((path) => existsSync(path));
  if (deb822 !== undefined) {
    const path = join(folder, 'source.sources');
    writeFileSync(path, readFileSync(deb822, 'utf8').replace(/^Types:.*$/gm, 'Types: deb-src'));
    return path;
  }
  const path = join(folder, 'source.list');
  if (!existsSync('/etc/apt/sources.list')) {
    throw new BuildError(`no Debian package sources found. Put ${source.file} into .cache/ or name it with LIBPFF_SOURCE.`);
  }
  const lines = readFileSync('/etc/apt/sources.list', 'utf8').split('\n');
  const binary = lines.filter((line) => /^deb\s/.test(line));
  writeFileSync(path, binary.map((line) => `${line.replace(/^deb\s/, 'deb-src ')}\n`).join(''));
  return path;
}

function isGenuine(path) {
  return existsSync(path) && sha256(readFileSync(path)) === source.sha256;
}

function unpack(archive) {
  mkdirSync(join(work, 'objects'), { recursive: true });
  run('tar', ['xf', archive, '-C', work]);
  return join(work, `${source.package}-${source.version}`);
}

function applyPatches(tree) {
  return patchFiles().map((file) => {
    const path = join(root, 'patches', file);
    say(`applying ${file}`);
    run('patch', ['--strip=1', '--forward', '--fuzz=0', '--no-backup-if-mismatch', '--quiet', `--input=${path}`], { cwd: tree });
    return { file: `patches/${file}`, sha256: sha256(readFileSync(path)) };
  });
}

function configure(tree) {
  say('configuring');
  // The copies in the archive are of 2018 and do not know wasi.
  for (const name of ['config.sub', 'config.guess']) copyFileSync(`/usr/share/misc/${name}`, join(tree, name));
  run(
    './configure',
    [
      '--host=wasm32-wasi',
      '--enable-static',
      '--disable-shared',
      '--disable-nls',
      '--disable-rpath',
      '--enable-multi-threading-support=no',
      '--with-pthread=no',
      '--with-zlib=no',
      '--with-libbfio=no',
      '--without-libiconv-prefix',
      `CC=${compiler} --target=wasm32-wasi`,
      'CFLAGS=-O2',
    ],
    { cwd: tree },
  );
}

/** Compiles libpff and the shim; returns the object files in an order that does not depend on timing. */
async function compile(tree) {
  const includes = ['include', 'common', ...libraries, 'libcthreads'].map((folder) => `-I${join(tree, folder)}`);
  const objects = join(dirname(tree), 'objects');
  const units = libraries.flatMap((library) =>
    sorted(readdirSync(join(tree, library)))
      .filter((file) => file.endsWith('.c'))
      .map((file) => ({ input: join(tree, library, file), output: join(objects, `${file}.o`), warnings: ['-Wno-everything'] })),
  );
  const shim = shimFiles()
    .filter((file) => file.endsWith('.c'))
    .map((file) => ({
      input: join(root, 'shim', file),
      output: join(objects, `shim-${file}.o`),
      warnings: ['-Wall', '-Wextra', '-Werror'],
    }));
  const all = [...units, ...shim];
  say(`compiling ${String(all.length)} files`);
  // The shim first: a mistake in it shows at once.
  const queue = [...shim, ...units];
  const worker = async () => {
    for (let unit = queue.shift(); unit !== undefined; unit = queue.shift()) {
      await runAside(compiler, [...compileFlags, ...unit.warnings, ...includes, '-c', unit.input, '-o', unit.output]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return all.map((unit) => unit.output);
}

function link(objects) {
  say('linking');
  const path = join(work, basename(modulePath));
  run(compiler, [...linkFlags, '-o', path, ...objects]);
  return path;
}

function patchFiles() {
  return sorted(readdirSync(join(root, 'patches')).filter((file) => file.endsWith('.patch')));
}

function shimFiles() {
  return sorted(readdirSync(join(root, 'shim')).filter((file) => /\.[ch]$/.test(file)));
}

function sorted(names) {
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function onPath(command) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, command)));
}

function run(command, parameters, options = {}) {
  const result = spawnSync(command, parameters, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  if (result.error !== undefined) throw new BuildError(`${command}: ${result.error.message}`);
  if (result.status !== 0) throw new BuildError(`${command} failed:\n${lastLines(`${result.stdout}${result.stderr}`)}`);
  return result.stdout;
}

function runAside(command, parameters) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (piece) => (text += piece));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new BuildError(`${command} ${parameters.at(-3)} failed:\n${lastLines(text)}`));
    });
  });
}

function lastLines(text) {
  return text.trimEnd().split('\n').slice(-30).join('\n');
}

function say(text) {
  process.stderr.write(`libpff-wasm: ${text}\n`);
}

class BuildError extends Error {}

try {
  await main();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  say(error.message);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
