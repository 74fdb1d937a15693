/**
 * What the host needs of the program that it runs in: dialogs, printing, the system's file browser. The desktop
 * application implements it with Electron, tests with what they like. Paths are absolute.
 */
export interface HostServices {
  /** Asks the examiner for evidence, or for a folder to search; empty when cancelled. */
  choosePaths(kind: 'files' | 'folder' | 'search'): Promise<readonly string[]>;
  /** Asks where to save; null when cancelled. */
  chooseSavePath(suggestedName: string): Promise<string | null>;
  /** The paths behind a token that the window got for what was dropped on it; empty when the token is unknown. */
  resolveDropped(token: string): Promise<readonly string[]>;
  /** Prints a self-contained HTML file as PDF. */
  printToPdf(htmlPath: string, pdfPath: string): Promise<void>;
  /** Shows a folder in the system's file browser. */
  reveal(path: string): Promise<void>;
  describeRuntime(): Promise<RuntimeDescription>;
}

/** The runtime, as far as the program around the host knows it. */
export interface RuntimeDescription {
  readonly electron: string | null;
  readonly chromium: string | null;
}
