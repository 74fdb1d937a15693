export interface BenchOptions {
  /** Size of the large generated mbox, in bytes. */
  readonly bytes: number;
  /** Length of the generated message list, and messages of the built store. */
  readonly messages: number;
}

/** Figures of one comparison: the first row is the peer that the ratios refer to. */
export interface BenchTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the figures mean and what to hold against them. */
  readonly note: string;
}

/** Prints a table with aligned columns. */
export function printTable({ title, columns, rows, note }: BenchTable): void {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  ');
  console.log(`\n${title}`);
  console.log(line(columns));
  for (const row of rows) console.log(line(row));
  console.log(note);
}

/** Mebibytes with no decimals. */
export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
