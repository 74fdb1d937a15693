import { formatLocator, sharedEvidenceText } from '#model/index.ts';
import type { Block, Column } from '../blocks.ts';
import type { AccountSum, ReportedAccount } from '../digest/account-digest.ts';
import { countOf, formatCount } from '../wording.ts';
import { searchBlocks } from './searches.ts';
import type { NumberedSection } from './section.ts';

/** What each container held, what was read of it and what was not. */
export const completeness: NumberedSection = {
  title: 'Completeness',
  anchor: 'completeness',
  blocks: (input, number) => {
    const { accounts } = input;
    const sums = accounts.sums();
    return [
      {
        kind: 'paragraph',
        text: 'For every container (a store\'s folder, an mbox file, a directory) the items that it says or shows it has must equal the items read and the items lost. "Recovered" are items beyond those: deleted, orphaned or carved. "Second count" is the number of items by the node B-tree of a store, which a second engine, independent of the first, reads; it is empty where there is none.',
      },
      ...summary(sums).map((text) => ({ kind: 'paragraph', text }) as const),
      ...(input.shared.length === 0
        ? []
        : [
            {
              kind: 'notice',
              text: `In these sums some items count more than once. ${input.shared.map(sharedEvidenceText).join(' ')}`,
            } as const,
          ]),
      ...(accounts.mismatchCount() === 0
        ? []
        : [
            {
              kind: 'notice',
              text: `The account of ${countOf(accounts.mismatchCount(), 'container')} does not add up; see the list below and the diagnostics.`,
            } as const,
          ]),
      {
        kind: 'table',
        caption: 'Accounts by exhibit and kind of container',
        columns: [
          { title: 'Exhibit', align: 'start', isNarrow: true },
          { title: 'Kind', align: 'start', isNarrow: true },
          { title: 'Containers', align: 'end' },
          ...countColumns,
        ],
        rows: sums.map((sum) => [
          sum.evidenceId,
          sum.kind,
          formatCount(sum.containers),
          formatCount(sum.expected),
          formatCount(sum.records),
          formatCount(sum.failed),
          formatCount(sum.recovered),
          secondCount(sum.counted),
        ]),
        emptyText: 'No container was read.',
      },
      heading(number, 1, 'Containers with losses or mismatches', 'completeness-troubled'),
      accountTable(
        'Containers that lost items, or whose account does not add up',
        accounts.troubled(),
        'None: every container was read whole.',
      ),
      ...leftOut(accounts.troubledCount() - accounts.troubled().length),
      heading(number, 2, 'Containers that are counted differently', 'completeness-differing'),
      accountTable(
        'Containers of which the second count is another than the first',
        accounts.differing(),
        'None: wherever there are two counts, they agree.',
      ),
      ...leftOut(accounts.differingCount() - accounts.differing().length),
      heading(number, 3, 'Containers read whole', 'completeness-whole'),
      accountTable('Containers whose every expected item was read', accounts.whole(), 'None.'),
      ...leftOut(accounts.wholeCount() - accounts.whole().length, ' (containers of one item or none, and of attached messages, never are)'),
      heading(number, 4, 'Searches for mail profiles', 'completeness-searches'),
      ...searchBlocks(input),
    ];
  },
};

const countColumns: readonly Column[] = [
  { title: 'Expected', align: 'end' },
  { title: 'Read', align: 'end' },
  { title: 'Lost', align: 'end' },
  { title: 'Recovered', align: 'end' },
  { title: 'Second count', align: 'end' },
];

function secondCount(items: number | null | undefined): string {
  return items == null ? '' : formatCount(items);
}

// Directories count files, and a file that is a container counts again what it holds: they are told apart.
function summary(sums: readonly AccountSum[]): string[] {
  return [
    { what: 'file', of: sums.filter((sum) => sum.kind === 'directory'), where: 'directories' },
    { what: 'item', of: sums.filter((sum) => sum.kind !== 'directory'), where: 'stores, mbox files, message files and messages' },
  ].flatMap(({ what, of, where }) => {
    if (of.length === 0) return [];
    const add = (count: (sum: AccountSum) => number) => of.reduce((total, sum) => total + count(sum), 0);
    return `In ${where}: ${countOf(
      add((sum) => sum.expected),
      what,
    )} expected, ${formatCount(add((sum) => sum.records))} read, ${formatCount(add((sum) => sum.failed))} lost, ${formatCount(add((sum) => sum.recovered))} recovered beyond them.`;
  });
}

function heading(number: number, part: number, text: string, anchor: string): Block {
  return { kind: 'heading', level: 2, text: `${String(number)}.${String(part)} ${text}`, anchor };
}

function accountTable(caption: string, accounts: readonly ReportedAccount[], emptyText: string): Block {
  return {
    kind: 'table',
    caption,
    columns: [
      { title: 'Exhibit', align: 'start', isNarrow: true },
      { title: 'Container', align: 'start', mono: true },
      { title: 'Kind', align: 'start', isNarrow: true },
      ...countColumns,
    ],
    rows: inOrder(accounts).map(({ evidenceId, account }) => [
      evidenceId,
      account.title === undefined ? formatLocator(account.locator) : `${account.title} · ${formatLocator(account.locator)}`,
      account.kind,
      formatCount(account.expected),
      formatCount(account.records),
      formatCount(account.failed),
      formatCount(account.recovered),
      secondCount(account.counted),
    ]),
    emptyText,
  };
}

function leftOut(count: number, remark = ''): Block[] {
  return count === 0
    ? []
    : [
        {
          kind: 'notice',
          text: `${countOf(count, 'further container')} of this sort ${count === 1 ? 'is' : 'are'} in the sums above and not listed here${remark}.`,
        },
      ];
}

// Accounts come in the order in which containers were finished; people look for them by place.
function inOrder(accounts: readonly ReportedAccount[]): ReportedAccount[] {
  const placed = accounts.map((reported) => ({
    reported,
    place: `${reported.evidenceId} ${formatLocator(reported.account.locator)} ${reported.account.kind}`,
  }));
  return placed.sort((one, other) => (one.place < other.place ? -1 : 1)).map(({ reported }) => reported);
}
