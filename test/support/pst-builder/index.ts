/**
 * Builds Outlook stores for tests and benchmarks: valid PSTs ([MS-PST]), Unicode ones of any size and ANSI
 * ones up to 2 GB, and the truth about them.
 *
 * Enters: a description. Leaves: a file, and what is true of it.
 * Invariant: shares no code with the program's readers; the same description gives the same bytes; memory does not grow
 * with the size of the messages.
 *
 * ```ts
 * const truth = writeStore(path, {
 *   folders: [
 *     {
 *       name: 'Inbox',
 *       messages: [{ subject: 'Report', sender: { name: 'Anna', address: 'anna@example.org' }, text: 'Hello', deletion: 'unlinked' }],
 *       associated: [{ messageClass: 'IPM.Rule.Version2.Message', properties: [binary(0x0e99, actions)] }],
 *     },
 *   ],
 * });
 * ```
 *
 * `messages` may be a generator: it is read once, and nothing is kept of a message but its truth. For ordinary mail in
 * any amount: `writeStore(path, generatedStore({ messages: 100_000, averageBytes: 50_000, deleted: 100, seed: 1 }))`.
 * For damage: `breakHeaderChecksums(path)`, `truncateStore(path, sizeBytes)`, `zeroPage(path, truth.nodeTreePages[0])`.
 */
export { literalRtf, storedRtf } from '../rtf.ts';
export * from './damage.ts';
export * from './description.ts';
export { generatedStore, type GeneratedStoreOptions } from './generated-store.ts';
export * from './property-values.ts';
export type { StoredProperty } from './property-context.ts';
export { folderNames, wellKnownNodes, writeStore } from './store-writer.ts';
export type { StoreFormat } from './store-layout.ts';
export type * from './truth.ts';
