/** What the command line needs of the program around it. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Width in characters when stderr is a terminal whose line can be rewritten; null otherwise. */
  readonly width: number | null;
  /** Calls the listener when the examiner cancels; the returned function stops listening. */
  onCancel(listener: () => void): () => void;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  // Whoever reads the output may have gone; that is no trouble of ours.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    get width() {
      return process.stderr.isTTY ? Math.max(process.stderr.columns, 40) : null;
    },
    onCancel(listener) {
      // Only the first signal is taken: the second ends the process as it always does.
      const signals = ['SIGINT', 'SIGTERM'] as const;
      for (const signal of signals) process.once(signal, listener);
      return () => {
        for (const signal of signals) process.removeListener(signal, listener);
      };
    },
  };
}
