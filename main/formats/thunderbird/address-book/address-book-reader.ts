import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type Allocation, type ContainerRef, type Locator, type RuleTarget } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { hexNumber, observedIn, textOfBytes } from '../claims.ts';
import { cellOf, type MorkRow, type MorkStore } from '../mork/index.ts';
import { openMork, probeMork, troublesOf } from '../mork-file.ts';
import { cardClaims, listClaims, type CardFields } from './card-claims.ts';

const cardScope = 'ns:addrbk:db:row:scope:card:all';
const listScope = 'ns:addrbk:db:row:scope:list:all';
const deletedKind = 'ns:addrbk:db:table:kind:deleted';

/**
 * Reads address books in Mork (`abook.mab`, `history.mab` with collected addresses; nsAddrDatabase of comm-central before
 * version 68): each card and each mailing list is a correspondent.
 */
export const addressBookReader: FormatReader = {
  id: 'thunderbird-address-book',
  version: '1',
  title: 'Thunderbird address book (MAB)',
  isNeverMail: true,
  extensions: ['.mab'],
  probe: (source) => probeMork(source, [cardScope]),
  read,
  attachment() {
    throw new AttachmentUnreadableError('An address book has no attachments.');
  },
};

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const store = openMork(source, context);
  const book: ContainerRef = { kind: 'address-book', locator: context.locator };
  const recovered: ContainerRef = { kind: 'recovered-items', locator: context.locator };
  for (const { row, allocation, isApart } of cardsOf(store)) {
    const own = [...context.locator, { kind: 'table', at: row.scope }, { kind: 'row', at: row.id.toString(16).toUpperCase() }];
    const locator: Locator = isApart ? [...own, bytesStep(row.range.offsetBytes, row.range.lengthBytes)] : own;
    const container = allocation === 'allocated' ? book : recovered;
    if (allocation === 'allocated') yield { kind: 'expected', container, items: 1 };
    if (!context.enter(locator, container)) continue;
    const claimed = claimsOf(row, store, `address book ${JSON.stringify(context.fileName)}`);
    yield {
      kind: 'record',
      container,
      record: { kind: 'correspondent', locator, parent: null, observed: observedIn(row.range, allocation), claimed },
    };
  }
  yield* troublesOf(store, source, context, book);
}

interface CardRow {
  readonly row: MorkRow;
  readonly allocation: Allocation;
  readonly isApart: boolean;
}

function cardsOf(store: MorkStore): CardRow[] {
  const books = store.tables.filter(({ kind }) => kind !== deletedKind);
  const listed = new Set(books.flatMap(({ rows }) => [...rows]));
  const gone = new Set([
    ...books.flatMap(({ cut }) => [...cut]),
    ...store.tables.filter((table) => !books.includes(table)).flatMap(({ rows }) => [...rows]),
  ]);
  const all = [cardScope, listScope].flatMap((scope) => [...(store.rows.get(scope)?.values() ?? [])]);
  const present = all.map((row) => ({
    row,
    allocation: listed.has(row) ? ('allocated' as const) : gone.has(row) ? ('deleted' as const) : ('orphan' as const),
    isApart: false,
  }));
  const apart = [
    ...store.former.map((row) => ({ row, allocation: 'deleted' as const, isApart: true })),
    ...store.unfinished.map((row) => ({ row, allocation: 'orphan' as const, isApart: true })),
  ];
  const isCard = ({ row }: CardRow): boolean => (row.scope === cardScope || row.scope === listScope) && row.columns.length > 0;
  return [...present, ...apart.filter(({ row }) => (cellOf(row, 'PrimaryEmail') ?? cellOf(row, 'ListName') ?? '') !== '')].filter(isCard);
}

function claimsOf(row: MorkRow, store: MorkStore, source: string): ReturnType<typeof cardClaims> {
  const fields = fieldsOf(row);
  return row.scope === listScope ? listClaims(fields, membersOf(row, store), source) : cardClaims(fields, source);
}

function fieldsOf(row: MorkRow): CardFields {
  return new Map(row.columns.map((column, index) => [textOfBytes(column), textOfBytes(row.values[index] ?? '')]));
}

// `Address1`, `Address2`, … name the rows of cards, in hexadecimal.
function membersOf(row: MorkRow, store: MorkStore): RuleTarget[] {
  const cards = store.rows.get(cardScope);
  return row.columns.flatMap((column, index): readonly RuleTarget[] => {
    const id = /^Address\d+$/.test(column) ? hexNumber(row.values[index] ?? null) : null;
    const card = id === null ? undefined : cards?.get(id);
    return card === undefined ? [] : cardClaims(fieldsOf(card), '').addresses.slice(0, 1);
  });
}
