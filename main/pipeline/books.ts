import { containerKey, formatLocator, isBalanced, type ContainerAccount, type ContainerRef, type Diagnostic } from '#model/index.ts';

/**
 * The books of some containers. Each record, each loss and each expected item is entered once; `changed` gives the
 * accounts that moved since it was asked last.
 */
export interface Books {
  enter(booking: Booking): void;
  /** Accounts entered since the last call, in the order of their first entry. */
  changed(): ContainerAccount[];
  /** All accounts that do not add up, in the order of their first entry. */
  unbalanced(): ContainerAccount[];
}

/** An entry for the books that goes with an output of a reader. */
export type Booking =
  | { readonly entry: 'record' | 'recovered' | 'lost'; readonly container: ContainerRef }
  | { readonly entry: 'expected' | 'counted'; readonly container: ContainerRef; readonly items: number };

/**
 * Opens books.
 * @param brought what was entered elsewhere; an entry adds to it
 */
export function openBooks(brought: readonly ContainerAccount[] = []): Books {
  const accounts = new Map<string, Account>(brought.map((account) => [containerKey(account), { ...account }]));
  let moved = new Set<Account>();
  const at = (container: ContainerRef): Account => {
    const key = containerKey(container);
    let account = accounts.get(key);
    if (account === undefined) {
      account = { ...container, expected: 0, records: 0, failed: 0, recovered: 0 };
      accounts.set(key, account);
    }
    moved.add(account);
    return account;
  };
  return {
    enter(booking) {
      const account = at(booking.container);
      switch (booking.entry) {
        case 'record':
          account.records += 1;
          break;
        case 'recovered':
          account.recovered += 1;
          break;
        case 'lost':
          account.failed += 1;
          break;
        case 'expected':
          account.expected += booking.items;
          break;
        case 'counted':
          account.counted = (account.counted ?? 0) + booking.items;
          break;
      }
    },
    changed() {
      const list = [...moved].map((account) => ({ ...account }));
      moved = new Set();
      return list;
    },
    unbalanced: () => [...accounts.values()].filter((account) => !isBalanced(account)).map((account) => ({ ...account })),
  };
}

/** Adds one account of a container to another of the same container, or takes it away. */
export function sumOf(one: ContainerAccount, other: ContainerAccount, sign: 1 | -1 = 1): ContainerAccount {
  const { counted } = other;
  return {
    ...one,
    expected: one.expected + sign * other.expected,
    records: one.records + sign * other.records,
    failed: one.failed + sign * other.failed,
    recovered: one.recovered + sign * other.recovered,
    ...(counted === undefined ? {} : { counted: (one.counted ?? 0) + sign * counted }),
  };
}

/** The diagnostic for an account that does not add up. */
export function countMismatch(account: ContainerAccount): Diagnostic {
  return {
    code: 'count-mismatch',
    effect: account.expected > account.records + account.failed ? 'item-lost' : 'noted',
    stage: 'read',
    locator: account.locator,
    detail:
      `The container ${formatLocator(account.locator)} (${account.kind}) says it holds ${String(account.expected)} items; ` +
      `${String(account.records)} were read and ${String(account.failed)} lost.`,
  };
}

type Account = { -readonly [K in keyof ContainerAccount]: ContainerAccount[K] };
