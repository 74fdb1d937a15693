/** The fields of a record as they stand: those of a JSON object, or the cells of a row by the names of their columns. */
export type StatedFields = Readonly<Record<string, unknown>>;

/** One named text of a list such as `Parameters: [{"Name": …, "Value": …}]`. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  /** The text before the change, of lists that state both; absent where none is stated. */
  readonly before?: string;
}

/** Longest text that is looked into for JSON, in UTF-16 code units: a longer one stays text. */
const longestInnerJson = 4 * 1024 * 1024;

/**
 * A record of an export, asked for its fields by name. The same field is spelt differently by exports of the same log
 * (`ClientIPAddress`, `Client_IPAddress`, `clientipaddress`, `Client IP address`), so that of a name only letters and digits
 * count, and no case. Where two fields then have one name, the first that is not empty is given.
 */
export class LogRecord {
  readonly fields: StatedFields;
  readonly #byKey = new Map<string, unknown>();
  readonly #opened = new Map<string, unknown>();

  constructor(fields: StatedFields) {
    this.fields = fields;
    for (const [name, value] of Object.entries(fields)) {
      const key = keyOf(name);
      if (isEmpty(this.#byKey.get(key))) this.#byKey.set(key, value);
    }
  }

  /** Whether the record has every one of the fields, be they empty or not. */
  has(...names: readonly string[]): boolean {
    return names.every((name) => this.#byKey.has(keyOf(name)));
  }

  /** The first of the fields that is not empty, as it stands; undefined where none is. */
  value(...names: readonly string[]): unknown {
    for (const name of names) {
      const value = this.#byKey.get(keyOf(name));
      if (!isEmpty(value)) return value;
    }
    return undefined;
  }

  /** The first of the fields that is a text, number or truth value and not empty, as text; empty where none is. */
  text(...names: readonly string[]): string {
    for (const name of names) {
      const text = textOf(this.#byKey.get(keyOf(name)));
      if (text !== '') return text;
    }
    return '';
  }

  /** A field that holds a structure, whether as JSON or as a text of JSON; undefined where it holds none. */
  structure(...names: readonly string[]): unknown {
    for (const name of names) {
      const key = keyOf(name);
      if (!this.#opened.has(key)) this.#opened.set(key, openedJson(this.#byKey.get(key)));
      const value = this.#opened.get(key);
      if (typeof value === 'object' && value !== null) return value;
    }
    return undefined;
  }

  /** A field that holds an object, as a record of its own; one without fields where it holds none. */
  inner(...names: readonly string[]): LogRecord {
    return recordOf(this.structure(...names));
  }

  /** A field that holds a list, as its items; none where it holds no list. An object alone counts as a list of one. */
  list(...names: readonly string[]): readonly unknown[] {
    const value = this.structure(...names);
    return Array.isArray(value) ? value : value === undefined ? [] : [value];
  }

  /** A list of named texts, in its order. */
  named(...names: readonly string[]): readonly NamedText[] {
    return this.list(...names).flatMap((item) => namedText(item) ?? []);
  }
}

/** A value as a record; one without fields where it is no object. */
export function recordOf(value: unknown): LogRecord {
  const opened = openedJson(value);
  return new LogRecord(isObject(opened) ? opened : {});
}

/** Whether a value is an object and no list. */
export function isObject(value: unknown): value is StatedFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text, number or truth value as text; empty for everything else and for what stands for nothing (`<null>`). */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value === '<null>' ? '' : value.trim();
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : '';
}

/** The structure that a text of JSON holds, else the value as it is. */
export function openedJson(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > longestInnerJson || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** The named text that an item of such a list is; null where it is none. */
export function namedText(item: unknown): NamedText | null {
  if (!isObject(item)) return null;
  const record = new LogRecord(item);
  const name = record.text('Name', 'DisplayName', 'Key');
  const isPair = record.has('Value') || record.has('NewValue') || record.has('OldValue') || Object.keys(item).length === 1;
  if (name === '' || !isPair) return null;
  const before = record.has('OldValue') ? anyText(record.value('OldValue')) : undefined;
  return { name, text: anyText(record.value('Value', 'NewValue')), ...(before === undefined ? {} : { before }) };
}

/** Any value as text: structures as JSON. Texts that are JSON texts themselves (`"\"a\""`) lose that coat. */
export function anyText(value: unknown): string {
  if (typeof value === 'string') {
    const bare = value.trim();
    if (!/^"[^]*"$/.test(bare) || bare.length > longestInnerJson) return bare;
    try {
      const inner: unknown = JSON.parse(bare);
      return typeof inner === 'string' ? inner : bare;
    } catch {
      return bare;
    }
  }
  if (typeof value !== 'object' || value === null) return textOf(value);
  return jsonText(value);
}

/** A structure as JSON; empty where it is nested too deeply to be written. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

/** The text that a list of named texts has under a name, whatever its case; null where it has none of that name. */
export function findNamed(list: readonly NamedText[], ...names: readonly string[]): string | null {
  for (const name of names) {
    const found = list.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found.text;
  }
  return null;
}

// The same few names come with every record; what a hostile export may add to them is bounded.
const keys = new Map<string, string>();
const mostKeys = 4096;

function keyOf(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  if (keys.size < mostKeys && name.length <= 200) keys.set(name, key);
  return key;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === '<null>';
}
