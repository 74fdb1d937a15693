/**
 * Reads a JSON text without losing digits: a whole number beyond 2^53 becomes the text of its digits.
 * @returns the value, or why it is none
 */
export function parseExactly(text: string): { readonly value: unknown; readonly trouble: string | null } {
  try {
    // The reviver sees every value, which is slow, and few logs have such numbers.
    const value: unknown = /[[:,\s]-?\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
    return { value, trouble: null };
  } catch {
    return { value: undefined, trouble: 'It is no JSON value.' };
  }
}

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value) || !/^-?\d+$/.test(source)) return value;
  return source;
}
