import { containerKey, type ContainerAccount } from '#model/index.ts';
import { sumOf } from './books.ts';
import type { ClosingTask, LostItem, StoppedFile } from './worker-messages.ts';

/**
 * A file that is read in parts. Each part has books of its own, which begin empty, so that parts can be read in any order
 * by anybody; here they are added up.
 */
export interface SplitFile {
  /** Items that were given up in any part. */
  readonly lostItems: LostItem[];
  /** Notes the books of a part as they are after a batch of it, which may not have come to its turn yet. */
  note(part: number, accounts: readonly ContainerAccount[]): void;
  /** A part is read to its end. */
  end(part: number, handedOn: Uint8Array): void;
  /** Whether every part is read to its end. */
  readonly isRead: boolean;
  /** What the closing needs to know, once every part is read. */
  closing(): ClosingTask;
  /** The accounts of a part whose turn it is, with what the parts before it hold. Asked for in the order of the parts. */
  summed(part: number, accounts: readonly ContainerAccount[]): readonly ContainerAccount[];
  /** Whether the file itself could be opened; parts of one that could not are left out. */
  isLost: boolean;
  /** Notes that a part was given up without a single item to blame. */
  giveUp(stopped: StoppedFile): void;
  /** How parts that nobody began are given up, too, once reading the file has killed too many workers; or null. */
  readonly stopped: StoppedFile | null;
}

/** Parts that may be given up before the others are, of which each would cost a minute. */
const partsGivenUpAllowed = 2;

/** Begins a file that is read in `count` parts and a closing. */
export function splitFile(count: number): SplitFile {
  const parts = Array.from({ length: count }, () => ({
    accounts: new Map<string, ContainerAccount>(),
    handedOn: null as Uint8Array | null,
  }));
  let givenUp = 0;
  let stopped: StoppedFile | null = null;
  const delivered = new Map<string, ContainerAccount>();
  let current = { part: 0, accounts: new Map<string, ContainerAccount>() };
  return {
    lostItems: [],
    isLost: false,
    giveUp(given) {
      givenUp += 1;
      if (givenUp >= partsGivenUpAllowed) stopped = { ...given, afterOutputs: null, delivered: 0 };
    },
    get stopped() {
      return stopped;
    },
    note(part, accounts) {
      for (const account of accounts) parts[part]?.accounts.set(containerKey(account), account);
    },
    end(part, handedOn) {
      const ended = parts[part];
      if (ended !== undefined) ended.handedOn = handedOn;
    },
    get isRead() {
      return parts.every(({ handedOn }) => handedOn !== null);
    },
    closing() {
      const handedOn = parts.flatMap((part) => (part.handedOn === null ? [] : [part.handedOn]));
      const sums = new Map<string, ContainerAccount>();
      for (const { accounts } of parts) for (const account of accounts.values()) add(sums, account);
      return { accounts: [...sums.values()], handedOn };
    },
    summed(part, accounts) {
      // The closing begins with the sums of all parts.
      if (part === count) return accounts;
      if (current.part !== part) current = { part, accounts: new Map() };
      return accounts.map((account) => {
        const before = current.accounts.get(containerKey(account));
        current.accounts.set(containerKey(account), account);
        if (before !== undefined) add(delivered, before, -1);
        return add(delivered, account);
      });
    },
  };
}

function add(sums: Map<string, ContainerAccount>, account: ContainerAccount, sign: 1 | -1 = 1): ContainerAccount {
  const key = containerKey(account);
  const known = sums.get(key);
  const sum = known === undefined ? account : sumOf(known, account, sign);
  sums.set(key, sum);
  return sum;
}
