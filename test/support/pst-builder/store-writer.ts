import { createHash } from 'node:crypto';
import { putBytes } from './data-tree.ts';
import { storeCrc } from './checksums.ts';
import type { SearchFolderDescription, StoreDescription } from './description.ts';
import { nodeTypes, putObject, putTable, writeFolder, writeFolders, type FolderTarget, type ListedFolder } from './folder-writer.ts';
import { storedProperties } from './message-writer.ts';
import { startNameMap } from './named-properties.ts';
import { startNodeDatabase, type NodeDatabase } from './node-database.ts';
import { binary, flag, integer32, text } from './property-values.ts';
import { createStoreFile } from './store-file.ts';
import { storeLayouts } from './store-layout.ts';
import { tableColumns } from './table-columns.ts';
import { startTable } from './table-context.ts';
import { textForm } from './text-form.ts';
import type { StoredMessage, StoreTruth } from './truth.ts';

/** Node identifiers that every store has ([MS-PST] 2.4.1), and those that Outlook gives to the first folders. */
export const wellKnownNodes = {
  messageStore: 0x21,
  nameMap: 0x61,
  root: 0x122,
  searchQueue: 0x1e1,
  searchActivity: 0x201,
  top: 0x8022,
  finder: 0x8042,
  deletedItems: 0x8062,
} as const;

/** Names of the folders that every built store has. */
export const folderNames = { top: 'Top of Outlook data file', finder: 'Search Root', deletedItems: 'Deleted Items' } as const;

/**
 * Writes a PST ([MS-PST]; wVer 23, or 14 for an ANSI store) in bounded memory: descriptions are read once, blocks written as they come.
 * @param path a file that does not exist yet
 * @param observe is told of each message with all its properties, as it is written
 * @returns what is true of the store
 */
export function writeStore(
  path: string,
  description: StoreDescription,
  observe: (message: StoredMessage) => void = () => undefined,
): StoreTruth {
  const { encoding = 'permute', format = 'unicode', codePage = 1252, maps = 'valid', greatestFanout = Infinity } = description;
  if (greatestFanout < 2) throw new RangeError('a page of a tree has at least two entries');
  const texts = textForm(format, codePage);
  const file = createStoreFile(path, storeLayouts[format]);
  try {
    const database = startNodeDatabase(file, { encoding, greatestFanout });
    const target: FolderTarget = { database, names: startNameMap(), texts, folders: [], messages: [], observe };
    // Outlook numbers folders from here on.
    database.nextNodeIndex(nodeTypes.folder);
    for (const _ of [wellKnownNodes.top, wellKnownNodes.finder, wellKnownNodes.deletedItems]) database.nextNodeIndex(nodeTypes.folder);
    putTemplates(database);
    writeRoot(target, description);
    putMessageStore(target, description);
    putNameMap(target);
    return { folders: target.folders, messages: target.messages, ...database.finish({ maps }) };
  } finally {
    file.close();
  }
}

function writeRoot(target: FolderTarget, { folders, deletedItems, rootFolders, searchFolders }: StoreDescription): void {
  const { root, top, finder, deletedItems: deleted } = wellKnownNodes;
  const rootPlace = { nodeId: root, parent: root, path: [], state: 'live' } as const;
  const topPath = [folderNames.top];
  writeFolder(target, { name: '' }, rootPlace, () => [
    writeFolder(
      target,
      { name: folderNames.top, ...(folders && { folders }) },
      { nodeId: top, parent: root, path: topPath, state: 'live' },
      () => [
        writeFolder(
          target,
          { ...deletedItems, name: folderNames.deletedItems },
          { nodeId: deleted, parent: top, path: [...topPath, folderNames.deletedItems], state: 'live' },
        ),
      ],
    ),
    ...writeFolders(target, rootFolders ?? [], rootPlace),
    // Last, since what they list must be there.
    writeFolder(target, { name: folderNames.finder }, { nodeId: finder, parent: root, path: [folderNames.finder], state: 'live' }, () =>
      writeSearchFolders(target, searchFolders ?? []),
    ),
  ]);
}

function writeSearchFolders(target: FolderTarget, searchFolders: Iterable<SearchFolderDescription>): ListedFolder[] {
  const { database } = target;
  const listed: ListedFolder[] = [];
  for (const { name, matches } of searchFolders) {
    const index = database.nextNodeIndex(nodeTypes.searchFolder) * 32;
    const nodeId = index + nodeTypes.searchFolder;
    const results = startTable(database, tableColumns.searchResults);
    for (const message of target.messages) {
      if (message.kind !== 'message' || message.state !== 'live' || !matches(message)) continue;
      const cells = [text(0x001a, message.messageClass), text(0x0037, message.subject), integer32(0x67f1, message.folderNodeId)];
      results.addRow(message.nodeId, storedProperties(target, cells));
    }
    const path = [folderNames.finder, target.texts.readBack(name)];
    const properties = storedProperties(target, [
      text(0x3001, name),
      integer32(0x3602, results.rowCount),
      integer32(0x3603, 0),
      flag(0x360a, 'no'),
      text(0x3613, 'IPF.Note'),
    ]);
    const place = { nodeId, parent: wellKnownNodes.finder, path, state: 'live' } as const;
    putObject(target, place, properties);
    database.putNode({ nodeId: index + nodeTypes.searchUpdateQueue, content: 0, subnodes: 0, parent: 0 });
    putObject(target, { ...place, nodeId: index + nodeTypes.searchCriteria, parent: 0 }, storedProperties(target, [integer32(0x660b, 0)]));
    putTable(target, nodeId, nodeTypes.searchContentsTable, results);
    target.folders.push({ nodeId, path, messages: results.rowCount, associated: 0, folders: 0, state: 'live', isSearch: true });
    listed.push({ nodeId, cells: properties });
  }
  const activity = Buffer.alloc(4 * listed.length);
  for (const [index, { nodeId }] of listed.entries()) activity.writeUInt32LE(nodeId, 4 * index);
  database.putNode({ nodeId: wellKnownNodes.searchActivity, content: putBytes(database, activity), subnodes: 0, parent: 0 });
  return listed;
}

// Empty tables from which others are made ([MS-PST] 2.4.1), and the queue of searches.
function putTemplates(database: NodeDatabase): void {
  const templates = [
    [0x60d, tableColumns.hierarchy],
    [0x60e, tableColumns.contents],
    [0x60f, tableColumns.associated],
    [0x610, tableColumns.searchResults],
    [0x671, tableColumns.attachments],
    [0x692, tableColumns.recipients],
  ] as const;
  for (const [nodeId, columns] of templates) {
    const { content, subnodes } = startTable(database, columns).finish();
    database.putNode({ nodeId, content, subnodes, parent: 0 });
  }
  database.putNode({ nodeId: wellKnownNodes.searchQueue, content: 0, subnodes: 0, parent: 0 });
}

// Message store object ([MS-PST] 2.4.3).
function putMessageStore(target: FolderTarget, { name = 'Outlook data file', password, storeProperties = [] }: StoreDescription): void {
  const { messageStore, top, finder, deletedItems } = wellKnownNodes;
  const recordKey = createHash('sha256').update(name).digest().subarray(0, 16);
  // ENTRYID ([MS-PST] 2.4.3.2).
  const entry = (nodeId: number): Buffer => {
    const bytes = Buffer.alloc(24);
    bytes.set(recordKey, 4);
    bytes.writeUInt32LE(nodeId, 20);
    return bytes;
  };
  const properties = storedProperties(target, [
    integer32(0x0e38, 0),
    binary(0x0ff9, recordKey),
    text(0x3001, name),
    // Subtree, wastebasket and finder are valid (PidTagValidFolderMask).
    integer32(0x35df, 0x89),
    binary(0x35e0, entry(top)),
    binary(0x35e3, entry(deletedItems)),
    binary(0x35e7, entry(finder)),
    flag(0x6633, 'yes'),
    integer32(0x67ff, password === undefined ? 0 : storeCrc(Buffer.from(password, 'latin1'))),
    ...storeProperties,
  ]);
  putObject(target, { nodeId: messageStore, parent: 0, path: [], state: 'live' }, properties);
}

// Outlook's map is never empty, and readers rely on it.
function putNameMap(target: FolderTarget): void {
  target.names.identify({ guid: '00062008-0000-0000-c000-000000000046', name: 0x8501 });
  target.names.identify({ guid: '00020386-0000-0000-c000-000000000046', name: 'content-class' });
  putObject(target, { nodeId: wellKnownNodes.nameMap, parent: 0, path: [], state: 'live' }, target.names.properties());
}
