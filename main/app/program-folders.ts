/** Where the parts of the running program lie; absolute paths. */
export interface ProgramFolders {
  /** The built main process and its siblings: host, ingest worker, preload. */
  readonly program: string;
  /** The built page. */
  readonly page: string;
  /** What the program remembers of its own on this machine. */
  readonly userData: string;
}
