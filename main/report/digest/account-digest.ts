import { isBalanced, type ContainerAccount, type EvidenceId } from '#model/index.ts';

/** The account of a container and the evidence item it is of. */
export interface ReportedAccount {
  readonly evidenceId: EvidenceId;
  readonly account: ContainerAccount;
}

/** The accounts of all containers of one kind in one evidence item, added up. */
export interface AccountSum {
  readonly evidenceId: EvidenceId;
  /** Kind of the containers. */
  readonly kind: string;
  readonly containers: number;
  readonly expected: number;
  readonly records: number;
  readonly failed: number;
  readonly recovered: number;
  /** Items by a second, independent count; null where none of the containers has one. */
  readonly counted: number | null;
}

/**
 * Takes accounts in one by one and keeps what a report needs of them: sums over all, the containers with a loss or a
 * mismatch, and the first of the others.
 */
export interface AccountDigest {
  /** Containers of each sort that the report lists; the rest is in the sums. */
  readonly mostListed: number;
  add(evidenceId: EvidenceId, account: ContainerAccount): void;
  /** One line for each evidence item and kind of container, in the order in which they came. */
  sums(): readonly AccountSum[];
  /** Containers that lost items or whose account does not add up. */
  troubled(): readonly ReportedAccount[];
  troubledCount(): number;
  /** Containers whose account does not add up. */
  mismatchCount(): number;
  /** Containers of which two independent counts differ. */
  differing(): readonly ReportedAccount[];
  differingCount(): number;
  /** Containers without loss, but for those of one item or none and those of attached messages. */
  whole(): readonly ReportedAccount[];
  /** Containers without loss, all of them. */
  wholeCount(): number;
}

// Containers without loss that are counted only: of one item or none, and those of attached messages. A folder of a
// hundred thousand message files would fill a book with them.
function isWorthListing(account: ContainerAccount): boolean {
  return account.kind !== 'attached-messages' && (account.expected > 1 || account.recovered > 0);
}

/** Makes an empty digest of accounts. */
export function newAccountDigest(mostListed = 200): AccountDigest {
  const sums = new Map<string, GrowingSum>();
  const troubled: ReportedAccount[] = [];
  const whole: ReportedAccount[] = [];
  const differing: ReportedAccount[] = [];
  const counts = { troubled: 0, mismatch: 0, whole: 0, differing: 0 };
  return {
    mostListed,
    add(evidenceId, account) {
      const key = `${evidenceId} ${account.kind}`;
      const sum = sums.get(key) ?? {
        evidenceId,
        kind: account.kind,
        containers: 0,
        expected: 0,
        records: 0,
        failed: 0,
        recovered: 0,
        counted: null,
      };
      sums.set(key, sum);
      sum.containers += 1;
      sum.expected += account.expected;
      sum.records += account.records;
      sum.failed += account.failed;
      sum.recovered += account.recovered;
      if (account.counted !== undefined) {
        sum.counted = (sum.counted ?? 0) + account.counted;
        if (account.counted !== account.expected) {
          counts.differing += 1;
          if (differing.length < mostListed) differing.push({ evidenceId, account });
        }
      }
      const isMismatched = !isBalanced(account);
      const isTroubled = isMismatched || account.failed > 0;
      if (isMismatched) counts.mismatch += 1;
      counts[isTroubled ? 'troubled' : 'whole'] += 1;
      const list = isTroubled ? troubled : whole;
      const isListed = isTroubled || isWorthListing(account);
      if (isListed && list.length < mostListed) list.push({ evidenceId, account });
    },
    sums: () => [...sums.values()],
    troubled: () => troubled,
    troubledCount: () => counts.troubled,
    mismatchCount: () => counts.mismatch,
    differing: () => differing,
    differingCount: () => counts.differing,
    whole: () => whole,
    wholeCount: () => counts.whole,
  };
}

interface GrowingSum extends AccountSum {
  containers: number;
  expected: number;
  records: number;
  failed: number;
  recovered: number;
  counted: number | null;
}
