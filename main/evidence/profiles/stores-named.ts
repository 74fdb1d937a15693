/** A mail store that the registry of a user names. */
export interface NamedStore {
  /** As it is written: absolute on the source system. */
  readonly path: string;
  /** Key and value that state it, for people. */
  readonly citation: string;
}

/**
 * Reads which stores the profiles of Outlook name in a user's hive (`NTUSER.DAT`). The room `evidence` knows no reader, so
 * whoever starts a search gives it.
 * @throws EvidenceReadError when the hive cannot be read, such as that of a user who is logged on
 */
export type StoresNamed = (hivePath: string) => readonly NamedStore[];
