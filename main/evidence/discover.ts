import { lstatSync, readdirSync, readlinkSync, statSync, type Dirent } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileStep, type ContainerRef, type Diagnostic, type DiagnosticCode, type Effect, type Limits, type Locator } from '#model/index.ts';
import { systemPath, textOfFileName } from './file-path.ts';

/** A file of an evidence item. */
export interface DiscoveredFile {
  /** Relative to the item, separated by `/`; of an item that is a file, its name. */
  readonly relativePath: string;
  /** The file's name alone. */
  readonly fileName: string;
  /** The names of the folders between the item and the file. */
  readonly folderPath: readonly string[];
  readonly locator: Locator;
  /** For `openEvidenceFile`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Modification time that the file system gives, UTC; null when it gives none. */
  readonly modified: string | null;
}

/**
 * What a walk meets. Every file and every diagnostic of effect `item-lost` is one expected item of the
 * container, which is the directory that it lies in.
 */
export type DiscoverOutput =
  | { readonly kind: 'file'; readonly container: ContainerRef; readonly file: DiscoveredFile }
  | { readonly kind: 'diagnostic'; readonly container: ContainerRef; readonly diagnostic: Diagnostic };

/**
 * Lists the files of an evidence item, in code-unit order of their relative paths, so that two walks agree.
 *
 * Links and junctions below the item are never followed, so that a walk neither leaves the item nor runs in circles;
 * they and everything else that is no file are reported as `entry-skipped`. Expected trouble is an output, never a throw.
 * @param itemPath the file or folder as the examiner gave it; a link given by the examiner is followed
 */
export function* discover(itemPath: string, limits: Pick<Limits, 'folderDepth'>): Generator<DiscoverOutput, void, undefined> {
  const path = resolve(itemPath);
  let isFolder: boolean;
  try {
    isFolder = statSync(systemPath(path)).isDirectory();
  } catch (error) {
    yield trouble('evidence-unreadable', 'item-lost', directory([]), basename(path), `It could not be opened: ${reasonOf(error)}`);
    return;
  }
  if (isFolder) yield* walk(path, [], limits);
  else yield lookAt(path, [], basename(path), statSync);
}

/** The directory of an evidence item as a container for the books; the item itself is `file:.`. */
export function directory(folderPath: readonly string[]): ContainerRef {
  return { kind: 'directory', locator: [fileStep(folderPath.length === 0 ? '.' : folderPath.join('/'))] };
}

function* walk(
  path: string,
  folderPath: readonly string[],
  limits: Pick<Limits, 'folderDepth'>,
): Generator<DiscoverOutput, void, undefined> {
  const own = directory(folderPath.slice(0, -1));
  const ownName = folderPath.at(-1) ?? '.';
  if (folderPath.length > limits.folderDepth) {
    const detail = `The folder lies more than ${String(limits.folderDepth)} folders deep and was not entered.`;
    yield trouble('limit-reached', 'limit-reached', own, ownName, detail);
    return;
  }
  let entries: readonly Entry[];
  try {
    entries = entriesOf(path);
  } catch (error) {
    yield trouble('evidence-unreadable', 'item-lost', own, ownName, `The folder could not be listed: ${reasonOf(error)}`);
    return;
  }
  for (const { name, entry } of entries) {
    const below = join(path, name);
    if (entry.isDirectory()) yield* walk(below, [...folderPath, name], limits);
    else yield lookAt(below, folderPath, name, lstatSync);
  }
}

interface Entry {
  readonly name: string;
  readonly entry: Dirent<Buffer>;
}

// A folder sorts as its name with the `/` that its files' paths have there; so the walk is in order of whole paths.
function entriesOf(path: string): readonly Entry[] {
  const keyed = readdirSync(systemPath(path), { withFileTypes: true, encoding: 'buffer' }).map((entry) => {
    const name = textOfFileName(entry.name);
    return { name, entry, key: entry.isDirectory() ? `${name}/` : name };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function lookAt(path: string, folderPath: readonly string[], name: string, stat: typeof lstatSync): DiscoverOutput {
  const container = directory(folderPath);
  try {
    const facts = stat(systemPath(path));
    if (facts.isSymbolicLink()) {
      const target = textOfFileName(readlinkSync(systemPath(path), 'buffer'));
      return trouble('entry-skipped', 'noted', container, name, `It is a link to ${JSON.stringify(target)} and was not followed.`);
    }
    if (!facts.isFile()) return trouble('entry-skipped', 'noted', container, name, 'It is neither a file nor a folder.');
    const relativePath = [...folderPath, name].join('/');
    const modified = Number.isFinite(facts.mtimeMs) ? facts.mtime : null;
    return {
      kind: 'file',
      container,
      file: {
        relativePath,
        fileName: name,
        folderPath,
        locator: [fileStep(relativePath)],
        path,
        sizeBytes: facts.size,
        modified: modified === null || Number.isNaN(modified.getTime()) ? null : modified.toISOString(),
      },
    };
  } catch (error) {
    return trouble('evidence-unreadable', 'item-lost', container, name, `It could not be looked at: ${reasonOf(error)}`);
  }
}

function trouble(code: DiagnosticCode, effect: Effect, container: ContainerRef, name: string, detail: string): DiscoverOutput {
  const place = container.locator[0]?.at ?? '.';
  const locator = [fileStep(place === '.' ? name : `${place}/${name}`)];
  return { kind: 'diagnostic', container, diagnostic: { code, effect, stage: 'discover', locator, detail } };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
