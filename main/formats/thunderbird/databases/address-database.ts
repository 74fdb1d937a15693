import type { ContainerRef, CorrespondentClaims, Limits, RecordDraft } from '#model/index.ts';
import type { ReaderOutput } from '#formats/reader.ts';
import { readTable, SqliteDamage, type DatabaseSchema, type SqliteDatabase } from '#formats/sqlite/index.ts';
import { cardClaims, listClaims } from '../address-book/card-claims.ts';
import { addressTarget, fact, shortened } from '../claims.ts';
import { textOfValue } from './listed-message.ts';
import { readVCard } from './vcard.ts';

/**
 * Address books since version 68 (`abook.sqlite`, `history.sqlite` with collected addresses; SQLiteDirectory of comm-central):
 * each card and each mailing list is a correspondent. Properties of cards that are no more are told as recovered.
 */
export const addressDatabase: DatabaseSchema = {
  id: 'thunderbird-address-database',
  title: 'Thunderbird address book (SQLite)',
  recognises: (database) =>
    database.has('properties', 'card', 'name', 'value') && (database.has('cards', 'uid') || database.has('lists', 'uid')),
  *read(database, context) {
    const container: ContainerRef = { kind: 'address-book', locator: context.locator };
    const source = `address book ${JSON.stringify(context.fileName)}`;
    const properties = propertiesOf(database, context.limits);
    const seen = new Set<string>();
    if (database.has('cards', 'uid')) {
      yield* readTable({
        database,
        context,
        container,
        query: { table: 'cards', columns: { uid: 't.uid' } },
        record: ({ values }, locator) => {
          const uid = textOfValue(values['uid']);
          seen.add(uid);
          return record(locator, claimsOf(properties.byCard.get(uid) ?? new Map(), source), 'allocated');
        },
      });
    }
    if (database.has('lists', 'uid', 'name')) {
      const members = membersOf(database, context.limits);
      const hasMore = database.has('lists', 'nickname', 'description');
      yield* readTable({
        database,
        context,
        container,
        query: {
          table: 'lists',
          columns: { uid: 't.uid', name: 't.name', ...(hasMore ? { nick: 't.nickName', description: 't.description' } : {}) },
        },
        record: ({ values }, locator) => {
          const uid = textOfValue(values['uid']);
          seen.add(uid);
          const fields = new Map([
            ['ListName', textOfValue(values['name'])],
            ['ListNickName', textOfValue(values['nick'])],
            ['ListDescription', textOfValue(values['description'])],
          ]);
          const targets = (members.get(uid) ?? []).flatMap((card) =>
            claimsOf(properties.byCard.get(card) ?? new Map(), source).addresses.slice(0, 1),
          );
          return record(locator, listClaims(fields, targets, source), 'allocated');
        },
      });
    }
    const recovered: ContainerRef = { kind: 'recovered-items', locator: context.locator };
    for (const [uid, fields] of properties.byCard) {
      if (seen.has(uid)) continue;
      const locator = [...context.locator, { kind: 'table', at: 'properties' }, { kind: 'card', at: uid.slice(0, 200) }];
      if (context.enter(locator, recovered))
        yield { kind: 'record', container: recovered, record: record(locator, claimsOf(fields, source), 'orphan') };
    }
    if (properties.trouble !== null) yield troubleOf(properties.trouble, container);
  },
};

function record(locator: RecordDraft['locator'], claimed: CorrespondentClaims, allocation: 'allocated' | 'orphan'): RecordDraft {
  const observed = { range: null, sizeBytes: Buffer.byteLength(JSON.stringify(claimed)), sha256: null, allocation, intact: true } as const;
  return { kind: 'correspondent', locator, parent: null, observed, claimed };
}

// Since version 102 a card is a vCard in the property `_vCard`; before, each field is a property.
function claimsOf(fields: ReadonlyMap<string, string>, source: string): CorrespondentClaims {
  const card = fields.get('_vCard');
  if (card === undefined) return cardClaims(fields, source);
  const { name, addresses, others } = readVCard(card);
  const rest = new Map([...fields].filter(([key]) => key !== '_vCard'));
  const plain = cardClaims(rest, source);
  const shown = shortened(name, 1000) || plain.name;
  return {
    ...plain,
    name: shown,
    addresses:
      addresses.length === 0 ? plain.addresses : addresses.slice(0, 1000).map((address) => addressTarget(shown, shortened(address, 1000))),
    facts: [...[...others].slice(0, 100).map(([key, value]) => fact(key, value)), ...plain.facts],
  };
}

interface Properties {
  readonly byCard: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly trouble: string | null;
}

function propertiesOf(database: SqliteDatabase, { indexRows }: Limits): Properties {
  const byCard = new Map<string, Map<string, string>>();
  let rows = 0;
  try {
    for (const { values } of database.rows({ table: 'properties', columns: { card: 't.card', name: 't.name', value: 't.value' } })) {
      rows += 1;
      if (rows > indexRows)
        return { byCard, trouble: `The address book has more than ${String(indexRows)} properties; the further ones were not read.` };
      const card = textOfValue(values['card']);
      const fields = byCard.get(card) ?? new Map<string, string>();
      byCard.set(card, fields);
      fields.set(textOfValue(values['name']), textOfValue(values['value']));
    }
  } catch (error) {
    if (!(error instanceof SqliteDamage)) throw error;
    return { byCard, trouble: `The properties of cards were read up to damage: ${error.message}.` };
  }
  return { byCard, trouble: null };
}

function membersOf(database: SqliteDatabase, { indexRows }: Limits): Map<string, string[]> {
  const members = new Map<string, string[]>();
  let rows = 0;
  if (!database.has('list_cards', 'list', 'card')) return members;
  try {
    for (const { values } of database.rows({ table: 'list_cards', columns: { list: 't.list', card: 't.card' } })) {
      rows += 1;
      if (rows > indexRows) break;
      const list = textOfValue(values['list']);
      const cards = members.get(list) ?? [];
      members.set(list, cards);
      cards.push(textOfValue(values['card']));
    }
  } catch (error) {
    // Lists are told without the members that could not be read.
    if (!(error instanceof SqliteDamage)) throw error;
  }
  return members;
}

function troubleOf(detail: string, container: ContainerRef): ReaderOutput {
  const code = detail.includes('damage') ? 'store-damaged' : 'limit-reached';
  const effect = code === 'store-damaged' ? 'field-lost' : 'limit-reached';
  return { kind: 'diagnostic', container, diagnostic: { code, effect, stage: 'read', locator: container.locator, detail } };
}
