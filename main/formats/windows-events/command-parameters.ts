/** Parameters of a cmdlet by their names in lower case; a parameter without a value has the empty text. */
export type CommandParameters = ReadonlyMap<string, string>;

/** How much of a parameter list is looked at, in UTF-16 code units. */
const lookedAt = 32 * 1024;

/**
 * Takes the parameter list of a cmdlet apart: `-Mailbox "anna" -FilePath "\\host\share\a.pst" -Confirm:$false`.
 * Quotes may be single, double or none; braces hold lists and scripts. Of a parameter that stands twice the first counts.
 */
export function commandParameters(text: string): CommandParameters {
  const parameters = new Map<string, string>();
  const given = text.slice(0, lookedAt);
  let at = 0;
  while (at < given.length) {
    const isName = given[at] === '-' && /[A-Za-z]/.test(given[at + 1] ?? '') && (at === 0 || /\s/.test(given[at - 1] ?? ''));
    if (!isName) {
      at += 1;
      continue;
    }
    let end = at + 1;
    while (end < given.length && /\w/.test(given[end] ?? '')) end += 1;
    const name = given.slice(at + 1, end).toLowerCase();
    while (end < given.length && /[\s:]/.test(given[end] ?? '')) end += 1;
    const value = valueAt(given, end);
    if (!parameters.has(name)) parameters.set(name, value.text);
    at = Math.max(value.end, at + 1);
  }
  return parameters;
}

const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '{': '}', '(': ')' };

function valueAt(text: string, start: number): { readonly text: string; readonly end: number } {
  // The next parameter begins: this one has no value.
  if (text[start] === '-' && /[A-Za-z]/.test(text[start + 1] ?? '')) return { text: '', end: start };
  const values: string[] = [];
  let at = start;
  // A list is written with commas between its values.
  for (;;) {
    const { from, to, end } = oneValue(text, at);
    values.push(text.slice(from, to));
    if (text[end] !== ',') return { text: values.join(','), end };
    at = end + 1;
    while (/\s/.test(text[at] ?? '')) at += 1;
  }
}

function oneValue(text: string, start: number): { readonly from: number; readonly to: number; readonly end: number } {
  const first = text[start] ?? '';
  if (Object.hasOwn(closing, first)) {
    const end = text.indexOf(closing[first] ?? first, start + 1);
    return end === -1 ? { from: start + 1, to: text.length, end: text.length } : { from: start + 1, to: end, end: end + 1 };
  }
  let end = start;
  while (end < text.length && !/[\s,]/.test(text[end] ?? '')) end += 1;
  return { from: start, to: end, end };
}
