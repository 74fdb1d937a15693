/** Exit codes of the command line. */
export const exitCode = { done: 0, failed: 1, wrongUse: 2, nothingReadable: 3, cancelled: 130 } as const;
