import type { ContentsKind, Folder, Outcome } from 'libpff-wasm';
import { formatLocator, type ContainerRef, type Locator } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import type { RowFinder } from './folder-rows.ts';
import type { Reopenable, StoreSession } from './reopenable.ts';
import type { StoreItem } from './store-item.ts';
import { trouble } from './walk-item.ts';

/** What holds for the listing of a store. */
export interface Listing {
  readonly session: StoreSession;
  readonly context: Pick<ReadContext, 'locator' | 'folderPath' | 'limits'>;
  readonly storeCodepage: number | null;
  /** Lists what libpff cannot. */
  readonly other: OtherEngine | null;
  /** Takes the node identifiers of all folders and items that are listed: a damaged table may list one again and again. */
  readonly met: Set<number>;
  /** To be called before a folder is opened, as `ReadContext.enter` before an item is. */
  enterFolder(folder: Locator, container: ContainerRef): boolean;
  /** Given a folder of many items once it is listed, to keep it open or close it. Null: it is closed as all others are. */
  readonly onKept: ((folder: Reopenable<Folder>) => void) | null;
}

/** What a walk over the folders comes to: something to tell, or a table of items to read. */
export type WalkStep = { readonly step: 'output'; readonly output: ReaderOutput } | { readonly step: 'items'; readonly table: ItemTable };

/** A table of items of a folder. */
export interface ItemTable {
  readonly place: FolderPlace;
  readonly kind: Exclude<ContentsKind, 'folders'>;
  readonly container: ContainerRef;
  /** Node identifiers in the order of the table; 0 for a row that has none that can be read. */
  readonly rows: Uint32Array;
  /** For each row, whether nothing listed its item before. */
  readonly isNew: readonly boolean[];
  /** The engine that listed the rows reads their items: libpff opens items by the rows of its table. */
  readonly by: 'libpff' | 'structure';
}

/** The engine that is asked where libpff fails. */
export interface OtherEngine {
  /** Opens an item by its node identifier. */
  open(nodeId: number): Outcome<StoreItem>;
  readonly rowsOf: RowFinder;
}

/** A folder and where it stands. */
export interface FolderPlace {
  readonly folder: Reopenable<Folder>;
  readonly locator: Locator;
  readonly path: readonly string[];
  readonly depth: number;
}

/** An output as a step. */
export function told(output: ReaderOutput): WalkStep {
  return { step: 'output', output };
}

/** Outputs as steps. */
export function* toldAll(outputs: Iterable<ReaderOutput>): Generator<WalkStep, void, undefined> {
  for (const output of outputs) yield told(output);
}

/** Why libpff could not read a table of a folder. */
export function reasonOf(folder: Folder, part: ContentsKind): string {
  return folder.troubles.find((met) => met.part === part)?.backtrace.split('\n')[0] ?? 'the table is damaged';
}

/** Notes a folder or item that is listed more than once. */
export function noteRepeated(container: ContainerRef, locator: Locator, what: string): ReaderOutput {
  const detail = `The ${what} ${formatLocator(locator.slice(-1))} is listed more than once; it was read once.`;
  return trouble(container, { code: 'store-damaged', effect: 'noted', stage: 'read', locator, detail });
}

/** A folder by its names, in words. */
export function quoted(path: readonly string[]): string {
  return path.length === 0 ? 'the root folder' : `the folder ${JSON.stringify(path.join('/'))}`;
}
