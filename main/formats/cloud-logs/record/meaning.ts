import type { AccessAction, AccessEventClaims, AccessObject, AccessStrength, StatedChange } from '#model/index.ts';

/** What an operation means, beside what every record of the log says. */
export interface Meaning {
  readonly action: AccessAction;
  /** How much it proves where it succeeded; what failed is `ATTEMPTED`. */
  readonly strength: AccessStrength;
  readonly object: AccessObject;
  /** The mailbox or account, where the operation states it in a place of its own. */
  readonly account?: string;
  readonly change?: StatedChange;
  readonly messageIds?: readonly string[];
  readonly client?: string;
  readonly session?: string;
  /** What the operation does not show, in a sentence; absent where only that of the whole log holds. */
  readonly doesNotShow?: string;
  readonly facts?: AccessEventClaims['facts'];
  /** True where the operation by itself says that it was tried and failed. */
  readonly hasFailed?: boolean;
}

/** The operations of a log, by their names in lower case without a full stop: how the meaning of each is read. */
export type OperationTable<Stated> = ReadonlyMap<string, (stated: Stated) => Meaning>;

/** Makes a table in which several names, with commas between them, may have one meaning. */
export function operations<Stated>(rows: readonly (readonly [names: string, read: (stated: Stated) => Meaning])[]): OperationTable<Stated> {
  return new Map(rows.flatMap(([names, read]) => names.split(',').map((name) => [name.trim().toLowerCase(), read] as const)));
}

/** A change with nothing stated but what it is. */
export function change(what: StatedChange['what'], state: StatedChange['state'], rest: Partial<StatedChange> = {}): StatedChange {
  return { what, name: '', state, of: '', destinations: [], actions: [], conditions: [], ...rest };
}

/** What a command does to the thing it names, by its verb. */
export function stateOfVerb(operation: string): StatedChange['state'] {
  const verb = /^([a-z]+)-/i.exec(operation)?.[1]?.toLowerCase() ?? '';
  switch (verb) {
    case 'new':
    case 'add':
      return 'set';
    case 'set':
    case 'update':
      return 'changed';
    case 'enable':
      return 'enabled';
    case 'disable':
      return 'disabled';
    case 'remove':
      return 'removed';
    default:
      return 'unknown';
  }
}
