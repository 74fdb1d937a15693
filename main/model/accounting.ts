import { formatLocator, type Locator } from './locator.ts';

/**
 * Names a container for the books: a store's folder, an mbox, a directory. Attached messages are booked under the
 * container they lie in with the kind `attached-messages`, so that a folder's count stays what its owner saw.
 */
export interface ContainerRef {
  readonly locator: Locator;
  /**
   * `directory`, `mbox`, `message-file`, `store`, `store-folder`, `associated-items`, `attached-messages`,
   * `recovered-items`, `message-properties` (what a mail program keeps beside a message in its file), `settings` (what a folder, message or settings file says beside its items), `rules` (of a rules
   * stream or a rule file), `database`; of a mail program's profile `index` (rows of a folder index), `folder-properties`, `index-remarks`,
   * `folder-cache`, `folders`, `filters`, `preferences`, `log`, `address-book`, `contacts`, `accounts`, `completed-addresses`; `event-log` (events of a log or an export of one); `archive` (its members), `file-content` (what else a file or member holds that could not be read), …
   */
  readonly kind: string;
  /** What the container calls itself, e.g. `Top of Personal Folders/Inbox`; absent where the locator says it. */
  readonly title?: string;
}

/** The account of one container: expected = records + failed, or a `count-mismatch` diagnostic says otherwise. */
export interface ContainerAccount extends ContainerRef {
  /** Items that the container itself says or shows it has. */
  readonly expected: number;
  /** Items that became records and are allocated. */
  readonly records: number;
  /** Items lost, each with a diagnostic of effect `item-lost`. */
  readonly failed: number;
  /** Records beyond the expected ones: deleted, orphaned or carved. */
  readonly recovered: number;
  /** Items by a second count that is independent of the first; absent where there is none. */
  readonly counted?: number;
}

/** One key for a container: its kind and canonical locator. */
export function containerKey(container: ContainerRef): string {
  return `${container.kind} ${formatLocator(container.locator)}`;
}

/** Tells whether the account of a container adds up. */
export function isBalanced(account: ContainerAccount): boolean {
  return account.expected === account.records + account.failed;
}
