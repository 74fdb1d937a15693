import { existsSync, readFileSync } from 'node:fs';

/**
 * Which room may import which. The design rests on these rules; test/unit/project/dependency-rules.test.ts proves that
 * each of them fires.
 */

/** Rooms under main/ and, for each, the paths beside its own that it may import from this repository. */
const roomMayImport = {
  model: [],
  contract: ['main/model/'],
  evidence: ['main/model/'],
  formats: ['main/model/', 'main/evidence/byte-source[.]ts$', 'resources/libpff-wasm/'],
  analysis: ['main/model/'],
  report: ['main/model/'],
  pipeline: ['main/model/', 'main/contract/', 'main/evidence/', 'main/formats/', 'main/analysis/'],
  host: ['main/model/', 'main/contract/', 'main/evidence/', 'main/formats/[^/]+[.]ts$', 'main/pipeline/', 'main/report/'],
  app: ['main/contract/', 'main/host/'],
  cli: ['main/model/', 'main/evidence/', 'main/analysis/', 'main/pipeline/', 'main/report/'],
};

/** Rooms that compile for Node and for the browser, and the packages that each may use. */
const pureRoomMayUse = { model: [], contract: ['valibot'], analysis: ['tldts'], report: ['papaparse'] };

/** Files that describe the build and are no part of what is built. */
const buildConfiguration = '^(main|renderer)/[^/]+[.]config[.][jt]s$';

/** Part of the development runtime of Electron, which set-up packs into it. */
const electronDefaultApp = '^resources/set-up/electron-default-app/';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const roomRules = Object.entries(roomMayImport).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `Room ${room} imports itself and ${allowed.length === 0 ? 'nothing else' : allowed.join(', ')}.`,
  severity: 'error',
  from: { path: `^main/${room}/` },
  to: { path: '^(main|renderer|resources)/', pathNot: [`main/${room}/`, ...allowed].map((path) => `^${path}`) },
}));

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const pureRoomRules = Object.entries(pureRoomMayUse).map(([room, packages]) => ({
  name: `pure-${room}`,
  comment: `Room ${room} is pure: it uses no Node module and ${packages.length === 0 ? 'no package' : `no package but ${packages.join(', ')}`}.`,
  severity: 'error',
  from: { path: `^main/${room}/` },
  to: {
    dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'],
    pathNot: packages.map((name) => `^node_modules/${name}/`),
  },
}));

/**
 * Detectors are what the registry of the tree that is looked at imports from its folders.
 * @returns {string[]} patterns
 */
function detectorFiles() {
  const registry = 'main/analysis/registry.ts';
  const text = existsSync(registry) ? readFileSync(registry, 'utf8') : '';
  const imported = [...text.matchAll(/from '[.]\/([\w-]+\/[\w/-]+)[.]ts'/g)];
  // Without a registry the pattern fits nothing.
  return imported.length === 0 ? ['^$'] : imported.map(([, file]) => `^main/analysis/${file}[.]ts$`);
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...roomRules,
    ...pureRoomRules,
    {
      name: 'room-renderer',
      comment: 'The renderer knows of main/ only the pure rooms model, contract and report.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: [buildConfiguration, '^renderer/case/'] },
      to: { path: '^(main|resources)/', pathNot: '^main/(model|contract|report)/' },
    },
    {
      name: 'case-store-of-main',
      comment: 'The case store analyses what it keeps; beside that it knows what the rest of the renderer knows.',
      severity: 'error',
      from: { path: '^renderer/case/' },
      to: { path: '^(main|resources)/', pathNot: '^main/(model|contract|report|analysis)/' },
    },
    {
      name: 'renderer-without-node',
      comment: 'The renderer is sandboxed: it has no Node.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: buildConfiguration },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'dexie-only-in-case',
      comment: 'Only the case store touches the database; screens ask the case view.',
      severity: 'error',
      from: { path: '^(main|renderer)/', pathNot: '^renderer/case/' },
      to: { path: '^node_modules/dexie/' },
    },
    {
      name: 'file-system-only-where-needed',
      comment:
        'Evidence is opened by the room evidence alone; host, cli and app write what they make, coordinator and workers share a file without a name and a pipe, and a reader is given private copies in the scratch room.',
      severity: 'error',
      from: {
        path: '^(main|renderer)/',
        pathNot: ['^main/(evidence|host|cli|app)/', '^main/pipeline/(nameless-file|reading-room|frames)[.]ts$', buildConfiguration],
      },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    {
      name: 'formats-core-modules',
      comment: 'A reader sees evidence through its ByteSource; of Node it needs only hashing and inflating.',
      severity: 'error',
      from: { path: '^main/formats/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|zlib|buffer)$' },
    },
    {
      name: 'libpff-only-in-pst',
      comment: 'The libpff module is used by the PST reader alone.',
      severity: 'error',
      from: { path: '^(main|renderer)/', pathNot: '^main/formats/pst/' },
      to: { path: '^resources/libpff-wasm/' },
    },
    {
      name: 'formats-apart',
      comment:
        'A format shares with other formats only what several are made of (mime, mbox, rtf, sqlite, plist, zip, log-text, windows-events, windows-values, shell-items, shell-link, compound-file, xpress-huffman) and what lies directly in main/formats.',
      severity: 'error',
      from: { path: '^main/formats/([^/]+)/', pathNot: '^main/formats/(outlook-item|tnef|nk2|mime|pst)/' },
      to: {
        path: '^main/formats/[^/]+/',
        pathNot:
          '^main/formats/($1|mime|mbox|rtf|sqlite|plist|zip|log-text|windows-events|windows-values|shell-items|shell-link|compound-file|xpress-huffman)/',
      },
    },
    {
      name: 'mapi-formats-apart',
      comment: 'Formats of MAPI properties make their records by the code of pst, and share with others the reader of compound files.',
      severity: 'error',
      from: { path: '^main/formats/(outlook-item|tnef|nk2)/' },
      to: { path: '^main/formats/[^/]+/', pathNot: '^main/formats/($1|mime|rtf|pst|compound-file)/' },
    },
    {
      name: 'pst-opens-tnef',
      comment:
        'Of the formats of MAPI properties pst knows tnef alone, whose containers are attached to items, and of it what opens a stream.',
      severity: 'error',
      from: { path: '^main/formats/pst/' },
      to: {
        path: '^main/formats/[^/]+/',
        pathNot: '^main/formats/(pst/|mime/|rtf/|compound-file/|tnef/(attributes|tnef-item)\\.ts)',
      },
    },
    {
      name: 'mime-opens-tnef',
      comment: 'Of the other formats mime knows tnef alone, whose containers lie in Internet messages.',
      severity: 'error',
      from: { path: '^main/formats/mime/' },
      to: { path: '^main/formats/[^/]+/', pathNot: '^main/formats/(mime|rtf|tnef)/' },
    },
    {
      name: 'detectors-apart',
      comment: 'A detector never imports a detector: each can be read, tested and removed by itself.',
      severity: 'error',
      from: { path: detectorFiles() },
      to: { path: detectorFiles() },
    },
    {
      name: 'electron-only-in-app',
      comment: 'Only app knows Electron, so that the core runs and is tested without it.',
      severity: 'error',
      from: { pathNot: ['^main/app/', electronDefaultApp] },
      to: { path: ['^node_modules/electron/', '^electron(/|$)'] },
    },
    {
      name: 'test-is-not-imported',
      comment: 'Nothing that ships leans on tests.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'set-up-is-not-shipped',
      comment: 'Set-up runs before the application is built; the application does not know it.',
      severity: 'error',
      from: { path: '^(main|renderer)/', pathNot: buildConfiguration },
      to: { path: '^resources/set-up/' },
    },
    {
      name: 'no-circular',
      comment: 'Circles of imports, types included, make rooms that cannot be understood one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import must lead somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^electron$' },
    },
    {
      name: 'declared-packages',
      comment: 'A package that is used is named in package.json.',
      severity: 'error',
      from: { path: '^(main|renderer|resources|test)/', pathNot: electronDefaultApp },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)(out|dist)/'] },
    detectProcessBuiltinModuleCalls: true,
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'svelte', 'default', 'types'] },
  },
};
