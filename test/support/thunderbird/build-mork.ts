/** A row to be written: its cells by column. */
export interface MorkRowSpec {
  readonly scope: string;
  readonly id: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Tables to be written. */
export interface MorkTableSpec {
  readonly scope: string;
  readonly id: number;
  readonly kind: string;
  readonly rows: readonly MorkRowSpec[];
}

export interface MorkSpec {
  readonly tables: readonly MorkTableSpec[];
  readonly lineEnd?: '\n' | '\r\n' | '\r';
  /** Text added at the end as it stands, made of what `morkText` gives: later transactions. */
  readonly later?: (writer: MorkWriter) => string;
}

/** Numbers that a writer gave to names and texts. */
export interface MorkWriter {
  /** The reference to a column or scope: `^80`. */
  column(name: string): string;
  /** Cells as text, with the values as they stand. */
  cells(cells: Readonly<Record<string, string>>): string;
}

/** What is true of a built file. */
export interface BuiltMork {
  readonly bytes: Buffer;
  /** Where the text of each row begins and how long it is, by `scope/id`. */
  readonly places: ReadonlyMap<string, { readonly offsetBytes: number; readonly lengthBytes: number }>;
}

/** Escapes a value as Mork does: `\` before `)`, `\` and `$`; `$` and two digits for bytes beyond ASCII and line breaks. */
export function morkValue(text: string): string {
  const plain = text.replace(/[)\\$]/g, '\\$&');
  if (!/[^\u0020-\u007e]/.test(plain)) return plain;
  return Array.from(Buffer.from(plain, 'utf8'), (byte) =>
    byte < 0x20 || byte > 0x7e ? `$${byte.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(byte),
  ).join('');
}

/** Writes a Mork file: a dictionary of names, one of values for every second cell, tables with their rows. */
export function buildMork({ tables, lineEnd = '\n', later }: MorkSpec): BuiltMork {
  const columns = new Map<string, string>();
  const values = new Map<string, string>();
  const column = (name: string): string => {
    const known = columns.get(name);
    if (known !== undefined) return known;
    const made = `^${(0x80 + columns.size).toString(16).toUpperCase()}`;
    columns.set(name, made);
    return made;
  };
  const cells = (of: Readonly<Record<string, string>>): string =>
    Object.entries(of)
      .map(([name, value], index) => (index % 2 === 0 ? `(${column(name)}=${morkValue(value)})` : `(${column(name)}${valueOf(value)})`))
      .join('');
  const valueOf = (text: string): string => {
    const known = values.get(text);
    if (known !== undefined) return known;
    const made = `^${(0x80 + values.size).toString(16).toUpperCase()}`;
    values.set(text, made);
    return made;
  };
  // Written twice: the dictionaries stand before the rows whose numbers they give.
  const rows = tables.map((table) =>
    table.rows.map((row) => ({
      row,
      text: `[${hex(row.id)}${row.scope === table.scope ? '' : `:${column(row.scope)}`}${cells(row.cells)}]`,
    })),
  );
  const heads = tables.map(({ id, scope, kind }) => `{${hex(id)}:${column(scope)} {(k${column(kind)}:c)(s=9)} `);
  const end = later?.({ column, cells }) ?? '';
  const pieces: string[] = [];
  const places = new Map<string, { offsetBytes: number; lengthBytes: number }>();
  let at = 0;
  const write = (text: string): void => {
    const written = text.replaceAll('\n', lineEnd);
    pieces.push(written);
    at += written.length;
  };
  const named = [...columns].map(([name, id]) => `(${id.slice(1)}=${morkValue(name)})`).join('\n  ');
  write(`// <!-- <mdb:mork:z v="1.4"/> -->\n< <(a=c)> // (f=iso-8859-1)\n  ${named}>\n`);
  write(`<${[...values].map(([text, id]) => `(${id.slice(1)}=${morkValue(text)})`).join('\n  ')}>\n`);
  tables.forEach((_, index) => {
    write(heads[index] ?? '');
    for (const { row, text } of rows[index] ?? []) {
      write('\n  ');
      places.set(`${row.scope}/${String(row.id)}`, { offsetBytes: at, lengthBytes: text.length });
      write(text);
    }
    write('}\n');
  });
  write(end);
  return { bytes: Buffer.from(pieces.join(''), 'latin1'), places };
}

function hex(id: number): string {
  return id.toString(16).toUpperCase();
}
