import type { ByteRange, RuleClaims } from '#model/index.ts';
import { decimalNumber, shortened, textOfBytes } from '../claims.ts';
import type { StoredText } from '../stored-text.ts';
import { actionOf, type StatedAction } from './filter-actions.ts';
import { readCondition } from './filter-condition.ts';
import { tokenizeFilters, type FilterEntry, type FilterToken } from './tokenize-filters.ts';

/** A filter with its bytes, from its name to the name of the next. */
export interface FoundFilter {
  readonly range: ByteRange;
  readonly claims: RuleClaims;
  /** What was not understood, in sentences. */
  readonly troubles: readonly string[];
}

/** A filter file, in its order. */
export type FilterFilePart =
  | { readonly kind: 'head'; readonly range: ByteRange; readonly entries: readonly FilterEntry[] }
  | { readonly kind: 'filter'; readonly filter: FoundFilter }
  /** A line outside of any filter that is no entry. */
  | { readonly kind: 'stray'; readonly range: ByteRange };

/** Where filters are stored. */
export interface FilterPlace {
  readonly storedAs: string;
  /** The file holds views of messages, which have no actions. */
  readonly isView: boolean;
  readonly folderPath: readonly string[];
}

/** Reads the filters of a file one after the other; each begins with its name. */
export function* readFilters(text: StoredText, place: FilterPlace): Generator<FilterFilePart, void, undefined> {
  let version = 9;
  let sequence = 0;
  let tokens: FilterToken[] = [];
  const close = function* (): Generator<FilterFilePart, void, undefined> {
    const entries = tokens.flatMap((token) => (token.kind === 'entry' ? [token.entry] : []));
    const range = rangeOf(tokens);
    const isFilter = entries[0]?.name === 'name';
    const held = tokens;
    tokens = [];
    if (isFilter) {
      sequence += 1;
      yield { kind: 'filter', filter: filterOf(held, range, { text, place, version, sequence }) };
      return;
    }
    if (entries.length > 0) yield { kind: 'head', range: text.placeOf(range), entries };
    for (const token of held) if (token.kind === 'stray') yield { kind: 'stray', range: text.placeOf(token) };
  };
  for (const token of tokenizeFilters(text.bytes)) {
    if (token.kind === 'entry' && token.entry.name === 'name') yield* close();
    if (token.kind === 'entry' && token.entry.name === 'version') version = decimalNumber(token.entry.value) ?? version;
    tokens.push(token);
  }
  yield* close();
}

function rangeOf(tokens: readonly FilterToken[]): ByteRange {
  const placeOf = (token: FilterToken | undefined): ByteRange =>
    token === undefined ? nowhere : token.kind === 'entry' ? token.entry : token;
  const first = placeOf(tokens[0]);
  const last = placeOf(tokens.at(-1));
  return { offsetBytes: first.offsetBytes, lengthBytes: last.offsetBytes + last.lengthBytes - first.offsetBytes };
}

const nowhere: ByteRange = { offsetBytes: 0, lengthBytes: 0 };
const rawBytes = 256;
const mostActions = 1000;

interface Reading {
  readonly text: StoredText;
  readonly place: FilterPlace;
  readonly version: number;
  readonly sequence: number;
}

function filterOf(tokens: readonly FilterToken[], range: ByteRange, { text, place, version, sequence }: Reading): FoundFilter {
  const { bytes, stored } = text;
  const storedAt = text.placeOf(range);
  const first = new Map<string, string>();
  const actions: { stated: StatedAction; start: number; end: number }[] = [];
  const conditions: FilterEntry[] = [];
  const troubles: string[] = [];
  const hexOf = (start: number, end: number): string => {
    const { offsetBytes, lengthBytes } = text.placeOf({ offsetBytes: start, lengthBytes: end - start });
    return stored.toString('hex', offsetBytes, offsetBytes + Math.min(lengthBytes, rawBytes));
  };
  for (const token of tokens) {
    if (token.kind === 'stray') {
      troubles.push(
        `A line is no entry: ${shortened(textOfBytes(bytes.toString('latin1', token.offsetBytes, token.offsetBytes + token.lengthBytes)), 200)}`,
      );
      continue;
    }
    const { entry } = token;
    const value = textOfBytes(entry.value);
    const end = entry.offsetBytes + entry.lengthBytes;
    const last = actions.at(-1);
    if (entry.name === 'action') {
      if (actions.length < mostActions)
        actions.push({ stated: { action: value, value: '', customId: '', raw: '' }, start: entry.offsetBytes, end });
      else if (actions.length === mostActions) troubles.push(`It has more than ${String(mostActions)} actions.`);
    } else if ((entry.name === 'actionvalue' || entry.name === 'customid') && last !== undefined) {
      last.stated = { ...last.stated, ...(entry.name === 'customid' ? { customId: value } : { value }) };
      last.end = end;
    } else if (entry.name === 'condition') conditions.push(entry);
    else if (known.has(entry.name)) first.set(entry.name, first.get(entry.name) ?? value);
    else troubles.push(`The entry ${entry.name} is not known.`);
  }
  const condition = readCondition(conditions.map(({ value }) => textOfBytes(value)).join(' '));
  if (condition.trouble !== '') troubles.push(condition.trouble);
  const made = actions.map(({ stated, start, end }) => actionOf({ ...stated, raw: hexOf(start, end) }));
  for (const action of made)
    if (!action.isWhole && !action.flavour.includes('by an add-on'))
      troubles.push(`An action is not known: ${String(action.facts[0]?.value ?? '')}`);
  const end = range.offsetBytes + range.lengthBytes;
  const told = troubles.slice(0, 20);
  return {
    range: storedAt,
    troubles: told,
    claims: {
      client: 'thunderbird',
      storedAs: place.storedAs,
      folderPath: place.folderPath,
      owner: '',
      provider: null,
      name: shortened(first.get('name') ?? ''),
      isEnabled: first.has('enabled') ? first.get('enabled') === 'yes' : null,
      isHidden: false,
      hiddenBecause: [],
      sequence,
      // A view of messages has a type too, which means nothing there.
      state: place.isView ? [] : stateOf(first, version),
      condition: condition.condition,
      actions: made,
      created: null,
      modified: null,
      parts: [
        {
          field: 'filter',
          tag: null,
          sizeBytes: storedAt.lengthBytes,
          raw: hexOf(range.offsetBytes, end),
          isRawWhole: storedAt.lengthBytes <= rawBytes,
          text: shortened(textOfBytes(bytes.toString('latin1', range.offsetBytes, Math.min(end, range.offsetBytes + 16_000)))),
          decoded: told.length === 0 ? 'whole' : 'partly',
          trouble: told.join(' '),
        },
      ],
      strayAddresses: [],
    },
  };
}

const known = new Set(['name', 'enabled', 'type', 'description', 'scriptname', 'actionvalue', 'customid']);

// nsMsgFilterType of nsMsgFilterCore.idl. Before version 9 every filter could be run by hand.
function stateOf(entries: ReadonlyMap<string, string>, version: number): string[] {
  const stated = decimalNumber(entries.get('type') ?? null);
  const type = stated === null ? null : version < 9 ? stated | 0x10 : stated;
  const description = entries.get('description') ?? '';
  const script = entries.get('scriptname') ?? '';
  return [
    ...(type === null ? [] : types.filter(([bit]) => (type & bit) !== 0).map(([, words]) => `runs ${words}`)),
    ...(description === '' ? [] : [`description: ${shortened(description, 500)}`]),
    ...(script === '' ? [] : [`script: ${shortened(script, 500)}`]),
  ];
}

const types = [
  [0x1, 'on incoming mail'],
  [0x2, 'a script on incoming mail'],
  [0x4, 'on news'],
  [0x8, 'a script on news'],
  [0x10, 'by hand'],
  [0x20, 'after mail was sorted out as junk'],
  [0x40, 'after sending'],
  [0x80, 'before archiving'],
  [0x100, 'at intervals'],
] as const;
