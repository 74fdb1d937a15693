import type { Limits, RuleValue } from '#model/index.ts';
import { entryOf, factsOf, isKeyedArchive, readPlist, unarchive, type PlistValue } from '../plist/index.ts';
import type { SqliteValue } from '../sqlite/index.ts';

/** A value of a column, decoded. */
export interface StoredValue {
  readonly value: PlistValue;
  /** What was wrong with it, and which limits it reached, in sentences. */
  readonly troubles: readonly string[];
  readonly limits: readonly string[];
}

/**
 * Decodes what the database keeps as bytes: an archive of objects (NSKeyedArchiver) or a plain property list. Bytes that are
 * neither stay bytes, which is told. Texts and numbers are taken as they are.
 */
export function storedValue(stored: SqliteValue, limits: Pick<Limits, 'nestingDepth' | 'ruleBytes'>): StoredValue {
  if (!(stored instanceof Uint8Array)) return { value: plain(stored), troubles: [], limits: [] };
  const asBytes: PlistValue = { kind: 'bytes', bytes: stored, range: null };
  if (stored.length > limits.ruleBytes)
    return { value: asBytes, troubles: [], limits: [`It has ${String(stored.length)} bytes, more than the limit, and was not decoded.`] };
  const reading = readPlist(stored, limits);
  if (reading === null) return { value: asBytes, troubles: ['It is no property list.'], limits: [] };
  const { root, troubles, limits: reached } = reading;
  if (root === null) return { value: asBytes, troubles: ['Nothing of it could be read.', ...troubles], limits: reached };
  const objects = isKeyedArchive(root) ? unarchive(root, limits.nestingDepth) : null;
  return { value: objects === null ? root : (entryOf(objects, 'root') ?? objects), troubles, limits: reached };
}

function plain(stored: Exclude<SqliteValue, Uint8Array>): PlistValue {
  if (stored === null) return { kind: 'null', range: null };
  if (typeof stored === 'string') return { kind: 'text', text: stored, range: null };
  if (typeof stored === 'bigint') return { kind: 'integer', value: stored, range: null };
  return Number.isSafeInteger(stored)
    ? { kind: 'integer', value: BigInt(stored), range: null }
    : { kind: 'real', value: stored, range: null };
}

/**
 * Everything that a value states, as facts under its name.
 * @param place where the value stands, put behind each name
 */
export function factsNamed(
  name: string,
  value: PlistValue,
  place: string,
): { readonly facts: readonly RuleValue[]; readonly isAll: boolean } {
  const { facts, isAll } = factsOf(value, [name]);
  return { facts: facts.map((fact) => ({ name: `${fact.name} (${place})`, value: shown(fact) })), isAll };
}

/* Tokens of a session lie here in older versions: whoever has a report must not be able to sign in with it. When they were made
 * and expire is shown. */
const secretName = /passw|pwd|token|secret|nonce|cookie|authkey|privatekey/i;
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function shown({ name, value }: RuleValue): RuleValue['value'] {
  const isText = Array.isArray(value) || (typeof value === 'string' && !instant.test(value));
  return isText && secretName.test(name) ? 'stored, not shown' : value;
}
