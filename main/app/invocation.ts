/** What the program was started for. */
export type Invocation =
  /** A command of the command line: it runs without a window. */
  { readonly kind: 'command'; readonly given: readonly string[] } | { readonly kind: 'window'; readonly caseDirectory: string | null };

const commands = ['scan', 'sample', 'message', 'help', '--help', '-h', '--version'];

/**
 * Reads the program's arguments. Chromium's own switches (`--no-sandbox`, …) may stand anywhere before a command.
 * @param given the arguments after the executable and, in development, after the application's path.
 */
export function readInvocation(given: readonly string[]): Invocation {
  const first = given.findIndex((argument) => commands.includes(argument) || !argument.startsWith('-'));
  const word = given[first];
  if (word !== undefined && commands.includes(word)) return { kind: 'command', given: given.slice(first) };
  // A folder named without a switch is a case that was opened from the system's file browser.
  const named = given.find((argument) => argument.startsWith('--case='))?.slice('--case='.length) ?? word;
  return { kind: 'window', caseDirectory: named === undefined || named === '' ? null : named };
}

/** The value of `--name=value`, or null. */
export function switchValue(given: readonly string[], name: string): string | null {
  const start = `--${name}=`;
  return given.find((argument) => argument.startsWith(start))?.slice(start.length) ?? null;
}

/**
 * The arguments of the program proper.
 * @param argv as Node gives it; @param isDefaultApp whether Electron runs an application given by its path.
 */
export function ownArguments(argv: readonly string[], { isDefaultApp }: { readonly isDefaultApp: boolean }): readonly string[] {
  if (!isDefaultApp) return argv.slice(1);
  const application = argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'));
  return application === -1 ? [] : argv.slice(application + 1);
}
