import { accessEvent, type AccessEventClaims, type ContainerRef, type RuleValue } from '#model/index.ts';
import { cocoaSeconds, countedTime } from '../counted-time.ts';
import { cut, factsOfRow, presentColumns, rowEvent, textOfValue } from '../row-event.ts';
import { readTable, type DatabaseSchema, type SqliteRow, type SqliteValue } from '../sqlite/index.ts';

/** The streams of the store that tell of programs; what each means. */
const streams: ReadonlyMap<string, { readonly operation: string; readonly strength: 'OPENED' | 'RUN' }> = new Map([
  ['/app/inFocus', { operation: 'program in focus', strength: 'RUN' }],
  ['/app/usage', { operation: 'program in use', strength: 'RUN' }],
  ['/app/webUsage', { operation: 'page shown by a program', strength: 'OPENED' }],
  ['/app/activity', { operation: 'activity of a program', strength: 'RUN' }],
]);

/**
 * Which programs were in use when (`knowledgeC.db` of macOS until 13 and iOS; a store of Core Data, table ZOBJECT). Rows of
 * the streams that tell of programs are events; the others (screen lock, charging, …) are counted by stream.
 */
export const programUse: DatabaseSchema = {
  id: 'macos-knowledge',
  title: 'Use of programs on macOS (knowledgeC.db)',
  recognises: (database) => database.has('zobject', 'zstreamname', 'zstartdate', 'zenddate'),
  *read(database, context) {
    const container: ContainerRef = { kind: 'program-use', locator: context.locator };
    const others = new Map<string, number>();
    yield* readTable({
      database,
      context,
      container,
      query: {
        table: 'ZOBJECT',
        columns: presentColumns(database, 'zobject', [
          ...['zstreamname', 'zvaluestring', 'zstartdate', 'zenddate', 'zcreationdate', 'zsecondsfromgmt', 'zvalueinteger', 'zuuid'],
        ]),
      },
      isItem({ values }) {
        const stream = textOfValue(values['zstreamname']);
        if (streams.has(stream)) return true;
        const group = others.has(stream) || others.size < mostStreams ? stream : 'other streams';
        others.set(group, (others.get(group) ?? 0) + 1);
        return false;
      },
      record: (row, locator) => rowEvent(locator, useOf(row)),
    });
    if (others.size === 0) return;
    const counts = [...others].map(([stream, count]) => `${cut(stream, 80)}: ${String(count)}`);
    const detail = `Rows of streams that do not tell of programs are no records: ${counts.join(', ')}.`;
    const { locator } = context;
    yield { kind: 'diagnostic', container, diagnostic: { code: 'log-entries-left-out', effect: 'noted', stage: 'read', locator, detail } };
  },
};

const mostStreams = 100;

function useOf(row: SqliteRow): AccessEventClaims {
  const { values } = row;
  const stream = textOfValue(values['zstreamname']);
  const { operation, strength } = streams.get(stream) ?? { operation: stream, strength: 'RUN' };
  const program = textOfValue(values['zvaluestring']);
  const [start, end] = [realOf(values['zstartdate']), realOf(values['zenddate'])];
  return accessEvent({
    time: countedTime(start, cocoaSeconds, 'knowledgeC.db, ZOBJECT.ZSTARTDATE'),
    precision: 'second',
    clock: 'clock of the machine',
    strength,
    action: stream === '/app/webUsage' ? 'page-visit' : 'program-use',
    operation,
    process: program === '' ? null : { name: cut(program), commandLine: '' },
    object: { kind: 'other', name: cut(program) },
    ...(textOfValue(values['zuuid']) === '' ? {} : { sourceId: textOfValue(values['zuuid']) }),
    source: `knowledgeC.db, stream ${stream}`,
    doesNotShow: 'It does not show what the program showed or did, nor who sat at the machine.',
    facts: [
      ...spanFacts(start, end),
      ...zoneFacts(values['zsecondsfromgmt']),
      ...factsOfRow(row, ['zstreamname', 'zvaluestring', 'zuuid']),
    ],
  });
}

function realOf(value: SqliteValue | undefined): number | null {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : null;
}

function spanFacts(start: number | null, end: number | null): RuleValue[] {
  const until = countedTime(end, cocoaSeconds, '')?.instant ?? null;
  if (start === null || end === null || until === null) return [];
  return [
    { name: 'until', value: until },
    { name: 'seconds', value: end - start },
  ];
}

function zoneFacts(seconds: SqliteValue | undefined): RuleValue[] {
  return typeof seconds === 'number' ? [{ name: 'offset of the machine from UTC in minutes', value: seconds / 60 }] : [];
}
