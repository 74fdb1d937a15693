import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pstReader } from '#formats/pst/index.ts';
import { formatLocator, isBalanced, millisecondsOf, type MessageDraft } from '#model/index.ts';
import { corpusPath, inventory, skipReason } from '#test/support/corpus.ts';
import { exampleStorePath } from '#test/support/example-stores.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { secondOpinion, type SecondOpinion } from '#test/support/pst-extractor.ts';
import { readAll } from '#test/support/reading.ts';
import { describe, expect, test } from 'vitest';
import { allowedDifferences, type Column } from './pst-allowed-differences.ts';

const examples = (['enron', 'outlook', 'outlookPdf'] as const).map(exampleStorePath);
const corpusStores = inventory('pst/').flatMap(({ path, facts }) => {
  const file = corpusPath(path);
  return file === null ? [] : [{ file, facts }];
});
if (corpusStores.length === 0) console.info(skipReason);

/** Every store that is here. */
const stores = [...examples, ...corpusStores.map(({ file }) => file)].map((file) => ({ file, name: basename(file) }));

/** Items of folders, by node identifier. Attached messages have none of their own. */
function ownMessages(messages: readonly MessageDraft[]): ReadonlyMap<number, MessageDraft> {
  return new Map(
    messages.flatMap((message) => {
      const step = message.parent === null ? message.locator.at(-1) : undefined;
      return step?.kind === 'item' ? [[Number(step.at), message] as const] : [];
    }),
  );
}

const text = (message: MessageDraft): string => Buffer.from(message.headerBlock).toString('utf8');
// Both sides end their headers as they like: this program at the first empty line.
const headersAlone = (headers: string): string => (headers.split(/\r?\n\r?\n/)[0] ?? '').trim();

const columns: Readonly<Record<Exclude<Column, 'presence'>, (ours: MessageDraft, theirs: SecondOpinion) => boolean>> = {
  subject: (ours, theirs) => ours.claimed.subject === theirs.subject,
  submitted: (ours, theirs) => millisecondsOf(ours.claimed.sent) === theirs.submitted,
  headers: (ours, theirs) => headersAlone(text(ours)) === headersAlone(theirs.headers),
  attachments: (ours, theirs) => ours.attachments.length === theirs.attachments,
  attachedMessages: (ours, theirs) => ours.attachments.filter(({ isMessage }) => isMessage).length === theirs.attachedMessages,
};

describe('pst-extractor agrees, but for what the list explains', () => {
  test.each(stores)('$name', ({ file, name }) => {
    const bytes = readFileSync(file);
    const ours = ownMessages(readAll(pstReader, memorySource(bytes)).messages);
    const theirs = secondOpinion(bytes) ?? new Map<number, SecondOpinion>();
    const met = new Map<string, number>();
    const count = (column: string): void => void met.set(column, (met.get(column) ?? 0) + 1);
    for (const [nodeId, message] of ours) {
      const opinion = theirs.get(nodeId);
      if (opinion === undefined) count('presence');
      else for (const [column, agree] of Object.entries(columns)) if (!agree(message, opinion)) count(column);
    }
    const allowed = allowedDifferences.filter(({ store }) => store === name);
    expect(Object.fromEntries(met)).toEqual(Object.fromEntries(allowed.map(({ column, messages }) => [column, messages])));
    // What the other parser finds and this program does not would be evidence lost.
    expect([...theirs.keys()].filter((nodeId) => !ours.has(nodeId))).toEqual([]);
  });
});

describe.runIf(corpusStores.length > 0)('the counts of the node B-tree', () => {
  test.each(corpusStores.map(({ file, facts }) => ({ file, facts, name: basename(file) })))('are those of $name', ({ file, facts }) => {
    const reading = readAll(pstReader, memorySource(readFileSync(file)));
    expect(`NBT msg ${String(reading.recordsIn('store-folder'))} fai ${String(reading.recordsIn('associated-items'))}`).toBe(facts);
    expect(reading.accounts.filter((account) => !isBalanced(account))).toEqual([]);
  });
});

describe.runIf(corpusStores.length > 0)('messages attached to messages', () => {
  test('lie within each other, each with its parent', () => {
    const path = corpusPath('pst/alpha-beta-gamma-delta.pst') ?? '';
    const { messages } = readAll(pstReader, memorySource(readFileSync(path)));
    const subjectOf = new Map(messages.map(({ locator, claimed }) => [formatLocator(locator), claimed.subject]));
    expect(messages.map(({ claimed, parent }) => [claimed.subject, parent === null ? null : subjectOf.get(formatLocator(parent))])).toEqual(
      [
        ['Alpha', null],
        ['Beta', 'Alpha'],
        ['Gamma', 'Beta'],
        ['Delta', 'Gamma'],
      ],
    );
  });
});
