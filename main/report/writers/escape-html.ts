/**
 * Makes evidence text safe to stand in HTML, as text or within a double-quoted attribute, and shows what would deceive
 * the eye: control characters as their Unicode pictures, and characters that reorder or hide text by their code.
 */
export function escapeHtml(text: string): string {
  return text.replace(special, (character) => {
    const named = entities[character];
    if (named !== undefined) return named;
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// Tab, line feed and carriage return are left alone. Beyond C0 and C1: the bidirectional controls (UAX 9), zero-width
// characters and the byte order mark, with which an address or file name can be made to look like another.
const special = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
