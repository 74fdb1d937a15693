import { parseArgs } from 'node:util';
import { evidenceIdOf, isKnownZone, type EvidenceId, type ParameterValue, type ParameterValues } from '#model/index.ts';
import { readParameter } from '#analysis/index.ts';
import { programRules } from '#pipeline/index.ts';

/** What the command line was asked to do. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'find'; readonly options: FindOptions }
  | { readonly kind: 'scan'; readonly options: ScanOptions }
  | { readonly kind: 'sample'; readonly options: CommonOptions }
  | { readonly kind: 'message'; readonly options: MessageOptions }
  /** Wrong use, in a sentence. */
  | { readonly kind: 'wrong'; readonly because: string };

export interface FindOptions {
  /** The folder to search, as given; null: the running system. */
  readonly root: string | null;
  readonly form: 'text' | 'json';
}

export interface ScanOptions extends CommonOptions {
  /** Evidence, as given. */
  readonly paths: readonly string[];
  /** Folders of which every mail profile that is found is evidence, as given. */
  readonly profileRoots: readonly string[];
}

export interface CommonOptions {
  /** The folder for the results, as given. */
  readonly out: string;
  /** IANA zone for the times that the report shows beside UTC. */
  readonly zone: string;
  readonly ownDomains: readonly string[];
  /** Values of parameters of rules in place of the standing ones. */
  readonly parameters: ParameterValues;
  /** Reading processes; null: as many as the machine can spare. */
  readonly workers: number | null;
  /** Whether earlier results in the folder may be replaced. */
  readonly earlierResults: 'keep' | 'replace';
}

export interface MessageOptions {
  /** The evidence item, as given. */
  readonly path: string;
  /** Where the message lies in it, as messages.ndjson writes it. */
  readonly locator: string;
  /** The file to be written, as given. */
  readonly out: string;
  /** The exhibit number that a rebuilt message names. */
  readonly exhibit: EvidenceId;
  readonly earlierFile: 'keep' | 'replace';
}

export const sampleOut = 'mail-triage-sample';

/** Reads the arguments after the program's name. */
export function parseCommand(given: readonly string[]): Command {
  const [word, ...rest] = given;
  if (word === undefined || word === 'help' || word === '--help' || word === '-h') return { kind: 'help' };
  if (word === '--version' || word === 'version') return { kind: 'version' };
  if (word !== 'find' && word !== 'scan' && word !== 'sample' && word !== 'message') return wrong(`There is no command "${word}".`);
  try {
    if (word === 'find') return findCommand(rest);
    const { values, positionals } = parseArgs({ args: rest, allowPositionals: true, strict: true, options: optionForms });
    if (values.help === true) return { kind: 'help' };
    if (word === 'message') return messageCommand(values, positionals);
    const misplaced = (['locator', 'exhibit'] as const).find((name) => values[name] !== undefined);
    if (misplaced !== undefined) return wrong(`--${misplaced} belongs to the command message.`);
    return word === 'scan' ? scanCommand(values, positionals) : sampleCommand(values, positionals);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

const optionForms = {
  out: { type: 'string' },
  profiles: { type: 'string', multiple: true },
  zone: { type: 'string' },
  'own-domain': { type: 'string', multiple: true },
  parameter: { type: 'string', multiple: true },
  workers: { type: 'string' },
  force: { type: 'boolean' },
  locator: { type: 'string' },
  exhibit: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function findCommand(given: readonly string[]): Command {
  const options = { json: { type: 'boolean' }, 'this-computer': { type: 'boolean' }, help: optionForms.help } as const;
  const { values, positionals } = parseArgs({ args: [...given], allowPositionals: true, strict: true, options });
  if (values.help === true) return { kind: 'help' };
  const form = values.json === true ? 'json' : 'text';
  const [root, ...others] = positionals;
  if (others.length > 0) return wrong('find takes one folder.');
  if (root === '') return wrong('The folder to search has an empty name.');
  if ((root === undefined) !== (values['this-computer'] === true)) return wrong('find needs a folder to search, or --this-computer.');
  return { kind: 'find', options: { root: root ?? null, form } };
}

interface Values {
  readonly profiles?: readonly string[] | undefined;
  readonly out?: string | undefined;
  readonly zone?: string | undefined;
  readonly 'own-domain'?: readonly string[] | undefined;
  readonly parameter?: readonly string[] | undefined;
  readonly workers?: string | undefined;
  readonly force?: boolean | undefined;
  readonly locator?: string | undefined;
  readonly exhibit?: string | undefined;
}

function scanCommand(values: Values, paths: readonly string[]): Command {
  const profileRoots = values.profiles ?? [];
  if (paths.length + profileRoots.length === 0) return wrong('scan needs at least one file or folder to read.');
  // An empty name is a variable without a value; it would stand for the current folder.
  if (paths.includes('') || profileRoots.includes('')) return wrong('A file or folder to read has an empty name.');
  if (values.out === undefined || values.out === '') return wrong('scan needs --out DIR: the folder for the results.');
  const common = commonOptions(values, values.out);
  return typeof common === 'string' ? wrong(common) : { kind: 'scan', options: { paths, profileRoots, ...common } };
}

function sampleCommand(values: Values, paths: readonly string[]): Command {
  if (paths.length > 0 || values.profiles !== undefined) return wrong('sample reads its own evidence; use scan for other paths.');
  const common = commonOptions(values, values.out ?? sampleOut);
  return typeof common === 'string' ? wrong(common) : { kind: 'sample', options: common };
}

function messageCommand(values: Values, paths: readonly string[]): Command {
  const [path = ''] = paths;
  if (paths.length !== 1 || path === '') return wrong('message needs one file or folder: the evidence item that the message lies in.');
  const misplaced = (['zone', 'own-domain', 'parameter', 'workers', 'profiles'] as const).find((name) => values[name] !== undefined);
  if (misplaced !== undefined) return wrong(`--${misplaced} belongs to the command scan.`);
  const { locator = '', out = '', exhibit = evidenceIdOf(1) } = values;
  if (locator === '') return wrong('message needs --locator TEXT: where the message lies, as messages.ndjson writes it.');
  if (out === '') return wrong('message needs --out FILE: the file to write.');
  const number = /^EX-(\d{3,6})$/.exec(exhibit)?.[1];
  if (number === undefined) return wrong('--exhibit is a number such as EX-002.');
  const earlierFile = values.force === true ? 'replace' : 'keep';
  return { kind: 'message', options: { path, locator, out, exhibit: evidenceIdOf(Number(number)), earlierFile } };
}

function commonOptions(values: Values, out: string): CommonOptions | string {
  const zone = values.zone ?? 'UTC';
  if (!isKnownZone(zone)) return `"${zone}" is no time zone that is known here; use a name such as Europe/Berlin.`;
  const ownDomains = (values['own-domain'] ?? []).map((domain) => domain.trim().toLowerCase().replace(/^@/, ''));
  const bad = ownDomains.find((domain) => !/^[^\s@,;]+\.[^\s@,;]+$/.test(domain));
  if (bad !== undefined) return `"${bad}" is no mail domain; use one such as example.org.`;
  const parameters = parametersOf(values.parameter ?? []);
  if (typeof parameters === 'string') return parameters;
  const workers = values.workers === undefined ? null : Number(values.workers);
  if (workers !== null && !(Number.isInteger(workers) && workers >= 1 && workers <= 64)) return '--workers is a number from 1 to 64.';
  return { out, zone, ownDomains, parameters, workers, earlierResults: values.force === true ? 'replace' : 'keep' };
}

function parametersOf(given: readonly string[]): ParameterValues | string {
  const values: Record<string, Record<string, ParameterValue>> = {};
  for (const text of given) {
    const read = readParameter(text, programRules);
    if (typeof read === 'string') return read;
    values[read.ruleId] = { ...values[read.ruleId], [read.name]: read.value };
  }
  return values;
}

function wrong(because: string): Command {
  return { kind: 'wrong', because };
}
