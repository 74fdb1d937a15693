import { fateOf, formatInZone, type ProfileKind, type RecordedFind, type ReportedSearch, type SearchTrouble } from '#model/index.ts';
import type { Block } from '../blocks.ts';
import type { ReportInput } from '../report-input.ts';
import { countOf, formatCount, formatInstant, formatSize, joinWords } from '../wording.ts';

/** Finds and places of a search that are listed in one table; the rest is counted. */
const mostListed = 200;

/**
 * What searches for mail profiles found that no message of the case comes from: what cannot be read and what was not added,
 * with the places that were not looked into.
 */
export function searchBlocks({ searches = [], case: { zone } }: ReportInput): Block[] {
  if (searches.length === 0) {
    return [paragraph('No search for mail profiles was kept. Nothing is said here of mail that lies beside the exhibits.')];
  }
  return [
    paragraph(
      'A search knows mail profiles, message stores and settings by their places, by what folders hold and by the first bytes of files; it reads no mail. Below stands what it found and what is not read in this case, as the search saw it.',
    ),
    ...searches.flatMap((search, index) => blocksOf(search, searches.length === 1 ? '' : ` ${String(index + 1)}`, zone)),
  ];
}

/** What a search leaves open, in a sentence for the limits; empty where it leaves nothing open. */
export function searchLimitText({ root, record }: ReportedSearch): readonly string[] {
  if (record === null) return [`What the search of ${root} found is not known any more: see Completeness.`];
  const { unreadable, left } = sorted(record.finds);
  const places = placesOf(record);
  const parts = [
    ...(unreadable.length === 0 ? [] : [`${countOf(unreadable.length, 'find')} cannot be read`]),
    ...(left.length === 0 ? [] : [`${countOf(left.length, 'find')} ${left.length === 1 ? 'is' : 'are'} not in the case`]),
    ...(places === 0
      ? []
      : [`${countOf(places, 'place')} ${places === 1 ? 'was not looked into or is not there' : 'were not looked into or are not there'}`]),
    ...(record.phase === 'done' ? [] : ['the search did not come to its end']),
  ];
  return parts.length === 0 ? [] : [`Of the search of ${root}: ${joinWords(parts)}. See Completeness.`];
}

function blocksOf({ root, begunAt, record, keptIn }: ReportedSearch, ordinal: string, zone: string): Block[] {
  const place = { name: `Search${ordinal} of`, value: root, mono: true };
  const begun = { name: 'Begun', value: formatInstant(begunAt, zone) };
  if (record === null) {
    return [
      { kind: 'facts', rows: [place, begun] },
      {
        kind: 'notice',
        text: `What this search found is not known any more: the file that keeps it (${keptIn}) is not there or not as it was written.`,
      },
    ];
  }
  const { read, unreadable, left } = sorted(record.finds);
  return [
    {
      kind: 'facts',
      rows: [
        place,
        begun,
        { name: 'By', value: record.program },
        {
          name: 'Looked at',
          value: `${countOf(record.folders, 'folder')}, ${countOf(record.files, 'file')}; links not followed: ${formatCount(record.links)}`,
        },
        {
          name: 'Found',
          value: `${countOf(record.finds.length, 'find')}: ${formatCount(read.length)} in the case, ${formatCount(left.length)} not in the case, ${formatCount(unreadable.length)} cannot be read`,
        },
      ],
    },
    ...(record.phase === 'done' ? [] : [{ kind: 'notice', text: phaseTexts[record.phase] } as const]),
    kindTable(record.finds),
    ...findTable('Found, and cannot be read', 'None: all that was found can be read, at least in part.', unreadable, keptIn),
    ...findTable('Found, and not in the case', 'None: all that can be read is in the case.', left, keptIn),
    ...troubleTable(record, keptIn),
  ];
}

const phaseTexts = {
  searching: 'The search had not ended when finds were added: what it would have found after that is not listed.',
  cancelled: 'The search was cancelled: what lies beyond is not listed.',
  failed: 'The search ended with an error of the program: what lies beyond is not listed.',
} as const;

const kindWords: Readonly<Record<ProfileKind, string>> = {
  profile: 'profile',
  store: 'message store',
  messages: 'messages',
  cache: 'cache',
  settings: 'settings',
};

const troubleWords: Readonly<Record<SearchTrouble['kind'], string>> = {
  unreadable: 'not readable',
  link: 'link, not followed',
  elsewhere: 'named, not there',
  unlike: 'not like mail',
  'left-out': 'left out',
  limit: 'limit reached',
};

function sorted(finds: readonly RecordedFind[]) {
  const of = (fate: ReturnType<typeof fateOf>): readonly RecordedFind[] => finds.filter((find) => fateOf(find) === fate);
  return { read: of('read'), unreadable: of('unreadable'), left: of('left') };
}

function kindTable(finds: readonly RecordedFind[]): Block {
  const rows = (Object.keys(kindWords) as ProfileKind[]).flatMap((kind) => {
    const own = finds.filter((find) => find.kind === kind);
    const { read, unreadable, left } = sorted(own);
    return own.length === 0 ? [] : [[kindWords[kind], ...[own, read, left, unreadable].map(({ length }) => formatCount(length))]];
  });
  return {
    kind: 'table',
    caption: 'Finds by kind',
    columns: [
      { title: 'Kind', align: 'start', isNarrow: true },
      { title: 'Found', align: 'end' },
      { title: 'In the case', align: 'end' },
      { title: 'Not in the case', align: 'end' },
      { title: 'Cannot be read', align: 'end' },
    ],
    rows,
    emptyText: 'Nothing was found.',
  };
}

function findTable(caption: string, emptyText: string, finds: readonly RecordedFind[], keptIn: string): Block[] {
  return [
    {
      kind: 'table',
      caption,
      columns: [
        { title: 'Path', align: 'start', mono: true },
        { title: 'What it is; times of its files in UTC', align: 'start' },
        { title: 'Known by', align: 'start' },
        { title: 'Why it is not read', align: 'start' },
      ],
      rows: finds
        .slice(0, mostListed)
        .map((find) => [find.path, `${whatText(find)}; ${sizeText(find)}`, find.why.join(' '), leftText(find)]),
      emptyText,
    },
    ...leftOut(finds.length - mostListed, 'find', keptIn),
  ];
}

function whatText({ client, kind, owner }: RecordedFind): string {
  return `${client}, ${kindWords[kind]}; ${owner === null ? 'the path names no user' : `user ${owner}`}`;
}

function sizeText({ sizeBytes, form, files, oldest, newest }: RecordedFind): string {
  const many = form === 'file' ? '' : `, ${countOf(files, 'file')}`;
  const timeOf = (instant: string): string => formatInZone(Date.parse(instant), 'UTC');
  if (oldest === null || newest === null) return `${formatSize(sizeBytes)}${many}; no time`;
  return `${formatSize(sizeBytes)}${many}; ${oldest === newest ? timeOf(newest) : `${timeOf(oldest)} to ${timeOf(newest)}`}`;
}

function leftText({ reading, evidenceId, refusal }: RecordedFind): string {
  const because = reading.can === 'no' ? reading.because : (refusal ?? 'It was not added.');
  return evidenceId === null ? because : `${because} Its files lie in ${evidenceId} and were hashed with it.`;
}

function placesOf({ troubleCounts }: NonNullable<ReportedSearch['record']>): number {
  return Object.values(troubleCounts).reduce((sum, count) => sum + count, 0);
}

function troubleTable(record: NonNullable<ReportedSearch['record']>, keptIn: string): Block[] {
  const { troubles, troubleCounts } = record;
  const counts = (Object.keys(troubleWords) as SearchTrouble['kind'][]).flatMap((kind) => {
    const count = troubleCounts[kind] ?? 0;
    return count === 0 ? [] : [`${troubleWords[kind]} ${formatCount(count)}`];
  });
  return [
    {
      kind: 'table',
      caption: `Places that were not looked into, or that are not there${counts.length === 0 ? '' : ` (${counts.join('; ')})`}`,
      columns: [
        { title: 'What', align: 'start', isNarrow: true },
        { title: 'Path', align: 'start', mono: true },
        { title: 'Why', align: 'start' },
      ],
      rows: troubles.slice(0, mostListed).map(({ kind, path, because }) => [troubleWords[kind], path, because]),
      emptyText: 'None.',
    },
    ...leftOut(placesOf(record) - Math.min(troubles.length, mostListed), 'place', keptIn),
  ];
}

function leftOut(count: number, noun: string, keptIn: string): Block[] {
  if (count <= 0) return [];
  const text = `${countOf(count, `further ${noun}`)} ${count === 1 ? 'is' : 'are'} counted above and not listed here; see ${keptIn}.`;
  return [{ kind: 'notice', text }];
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}
