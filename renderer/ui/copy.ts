/**
 * Puts text on the clipboard. The window has no permission for the asynchronous clipboard (the session grants none), so
 * where that is refused the text is copied as a selection is, which the examiner's own click or key allows.
 * @returns whether it got there.
 */
export async function copyText(text: string): Promise<'copied' | 'refused'> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    return copySelected(text);
  }
}

function copySelected(text: string): 'copied' | 'refused' {
  const put = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
  };
  document.addEventListener('copy', put, { once: true });
  // Deprecated, but the one way to copy without a permission; Chromium has announced no end of it.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const isCopied = document.execCommand('copy');
  document.removeEventListener('copy', put);
  return isCopied ? 'copied' : 'refused';
}

/**
 * Writes cells as one row of CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe
 * before it: the texts come from hostile mail.
 */
export function csvRow(cells: readonly string[]): string {
  return cells.map((cell) => `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',');
}
