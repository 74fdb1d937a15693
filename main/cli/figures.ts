/** Writes a count with its noun: `1 file`, `4,031 files`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Writes a size for people, with decimal units: `512 B`, `1.5 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`;
  const unit = bytes < 1e6 ? 'kB' : bytes < 1e9 ? 'MB' : 'GB';
  const value = bytes / (unit === 'kB' ? 1e3 : unit === 'MB' ? 1e6 : 1e9);
  return `${value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}
