import type { Deletion, FolderDescription, MessageDescription } from './description.ts';
import { storedProperties, writeMessage, type MessageTarget, type WrittenMessage } from './message-writer.ts';
import { putPropertyContext, sortedById, type StoredProperty } from './property-context.ts';
import { flag, integer32, text, types } from './property-values.ts';
import { startSubnodes } from './subnodes.ts';
import { tableColumns } from './table-columns.ts';
import { startTable, type Table } from './table-context.ts';
import type { FolderTruth, MessageTruth, StoredMessage } from './truth.ts';

/** What folders are written to. */
export interface FolderTarget extends MessageTarget {
  readonly folders: FolderTruth[];
  readonly messages: MessageTruth[];
  /** Is told of each message as it is written. */
  readonly observe: (message: StoredMessage) => void;
}

export interface FolderPlace {
  readonly nodeId: number;
  readonly parent: number;
  readonly path: readonly string[];
  readonly state: 'live' | Deletion;
}

/** A child that a folder lists in its hierarchy table. */
export interface ListedFolder {
  readonly nodeId: number;
  readonly cells: readonly StoredProperty[];
}

/** Node types ([MS-PST] 2.2.2.1). */
export const nodeTypes = {
  folder: 0x02,
  searchFolder: 0x03,
  message: 0x04,
  searchUpdateQueue: 0x06,
  searchCriteria: 0x07,
  associated: 0x08,
  hierarchyTable: 0x0d,
  contentsTable: 0x0e,
  associatedTable: 0x0f,
  searchContentsTable: 0x10,
} as const;

/**
 * Writes a folder ([MS-PST] 2.4.4): its items as they come, then what lies below it, then its tables and itself.
 * @param writeBelow writes further folders below it that have places of their own
 */
export function writeFolder(
  target: FolderTarget,
  folder: FolderDescription,
  place: FolderPlace,
  writeBelow: () => readonly ListedFolder[] = () => [],
): ListedFolder {
  const { database, folders } = target;
  const truthAt = folders.push(unfinished(place)) - 1;
  const contents = startTable(database, tableColumns.contents);
  const associated = startTable(database, tableColumns.associated);
  let unread = 0;
  for (const message of folder.messages ?? []) {
    const listed = writeItem(target, message, { kind: 'message', place, table: contents });
    if (listed !== null && !isRead(listed)) unread += 1;
  }
  for (const item of folder.associated ?? []) writeItem(target, item, { kind: 'associated', place, table: associated });

  const below = [...writeBelow(), ...writeFolders(target, folder.folders ?? [], place)];
  const hierarchy = startTable(database, tableColumns.hierarchy);
  for (const { nodeId, cells } of below) hierarchy.addRow(nodeId, cells);

  const properties = sortedById(
    storedProperties(target, [
      text(0x3001, folder.name),
      integer32(0x3602, contents.rowCount),
      integer32(0x3603, unread),
      flag(0x360a, below.length > 0 ? 'yes' : 'no'),
      ...(place.path.length === 0 ? [] : [text(0x3613, folder.containerClass ?? 'IPF.Note')]),
      ...(folder.properties ?? []),
    ]),
  );
  putObject(target, place, properties);
  putTable(target, place.nodeId, nodeTypes.hierarchyTable, hierarchy);
  putTable(target, place.nodeId, nodeTypes.contentsTable, contents);
  putTable(target, place.nodeId, nodeTypes.associatedTable, associated);
  folders[truthAt] = {
    ...unfinished(place),
    messages: contents.rowCount,
    associated: associated.rowCount,
    folders: below.length,
  };
  return { nodeId: place.nodeId, cells: properties };
}

/** Writes folders and returns those that their parent is to list. */
export function writeFolders(target: FolderTarget, folders: Iterable<FolderDescription>, parent: FolderPlace): ListedFolder[] {
  const { database } = target;
  const listed: ListedFolder[] = [];
  for (const folder of folders) {
    const since = database.mark();
    const written = writeFolder(target, folder, {
      nodeId: database.nextNodeIndex(nodeTypes.folder) * 32 + nodeTypes.folder,
      parent: parent.nodeId,
      path: [...parent.path, target.texts.readBack(folder.name)],
      state: stateWithin(parent.state, folder.deletion),
    });
    if (folder.deletion === undefined) listed.push(written);
    else if (leavesNoNode(folder.deletion)) database.decide(since, folder.deletion);
  }
  return listed;
}

/** Puts the node of an object that consists of properties only. */
export function putObject({ database }: MessageTarget, { nodeId, parent }: FolderPlace, properties: readonly StoredProperty[]): void {
  const subnodes = startSubnodes(database);
  const content = putPropertyContext(database, properties, subnodes);
  database.putNode({ nodeId, content, subnodes: subnodes.finish(), parent });
}

/** Puts a table beside its folder: the node of the same index and another type. */
export function putTable({ database }: MessageTarget, folder: number, type: number, table: Table): void {
  const { content, subnodes } = table.finish();
  database.putNode({ nodeId: folder - (folder % 32) + type, content, subnodes, parent: 0 });
}

interface ItemPlace {
  readonly kind: 'message' | 'associated';
  readonly place: FolderPlace;
  readonly table: Table;
}

// Returns what was written where the folder lists it.
function writeItem(target: FolderTarget, message: MessageDescription, { kind, place, table }: ItemPlace): WrittenMessage | null {
  const { database } = target;
  const type = nodeTypes[kind];
  const nodeId = database.nextNodeIndex(type) * 32 + type;
  const put = (version: MessageDescription, state: MessageTruth['state']): WrittenMessage => {
    const written = writeMessage(target, version, { nodeId, kind, folderPath: place.path, folderNodeId: place.nodeId, state });
    database.putNode({ nodeId, content: written.content, subnodes: written.subnodes, parent: place.nodeId });
    target.messages.push(written.truth);
    target.observe(written);
    return written;
  };
  const state = stateWithin(place.state, message.deletion);
  if (message.earlier !== undefined) {
    if (state !== 'live') throw new RangeError('a message that is deleted has no earlier version here');
    const since = database.mark();
    put(message.earlier, 'earlier');
    database.decide(since, 'superseded');
  }
  const since = database.mark();
  const written = put(message, state);
  if (message.earlier !== undefined) database.decide(since, 'recent');
  else if (leavesNoNode(message.deletion)) database.decide(since, message.deletion);
  if (message.deletion !== undefined) return null;
  table.addRow(nodeId, written.properties);
  return written;
}

/** What becomes of an item of its own deletion and that of the folder it lies in: what leaves no node wins. */
function stateWithin(folder: FolderPlace['state'], own: Deletion | undefined): FolderPlace['state'] {
  if (leavesNoNode(own)) return own;
  return leavesNoNode(folder) ? folder : (own ?? folder);
}

function leavesNoNode(state: FolderPlace['state'] | undefined): state is Exclude<Deletion, 'unlinked'> {
  return state !== undefined && state !== 'live' && state !== 'unlinked';
}

// mfRead of PidTagMessageFlags ([MS-OXCMSG] 2.2.1.6).
function isRead({ properties }: WrittenMessage): boolean {
  const flags = properties.find(({ id, type }) => id === 0x0e07 && type === types.integer32);
  return ((flags?.bytes[0] ?? 0) & 1) !== 0;
}

function unfinished({ nodeId, path, state }: FolderPlace): FolderTruth {
  return { nodeId, path, messages: 0, associated: 0, folders: 0, state, isSearch: false };
}
