/** Most brackets within each other in a text that is salvaged. */
const deepest = 200;

/**
 * What can be read of a JSON text that was cut, as spreadsheets cut cells at 32,767 characters: everything before the last
 * comma or closing bracket.
 * @returns undefined where nothing can
 */
export function salvagedJson(text: string): unknown {
  let open = '';
  let isText = false;
  let end = 0;
  let openAtEnd = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isText) {
      if (character === '\\') at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') {
      open = (character === '{' ? '}' : ']') + open;
      if (open.length > deepest) return undefined;
    } else if (character === '}' || character === ']') {
      if (!open.startsWith(character)) return undefined;
      open = open.slice(1);
      [end, openAtEnd] = [at + 1, open];
    } else if (character === ',') [end, openAtEnd] = [at, open];
  }
  if (end === 0) return undefined;
  try {
    return JSON.parse(text.slice(0, end) + openAtEnd);
  } catch {
    return undefined;
  }
}
