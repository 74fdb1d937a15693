import type { AccessEventClaims, AccountClaims, RuleValue, SettingClaims } from '#model/index.ts';
import { accessEvent } from '#model/index.ts';
import { fileTimeText } from '#formats/windows-values/file-time.ts';
import type { HiveKey } from './keys.ts';
import type { HiveValue } from './values.ts';

/** What the whole hive says of whose it is; empty where it does not. */
export interface HiveOwner {
  /** Name of the user's folder, of a user's hive. */
  readonly user: string;
  readonly host: string;
}

/** A key that an artifact reader asked for. */
export interface ArtifactKey {
  readonly key: HiveKey;
  /** The key that it lies in; null where that is not known, as of deleted keys. */
  readonly above: HiveKey | null;
  /** The names from below the root of the hive down to the key. */
  readonly path: readonly string[];
  readonly owner: HiveOwner;
}

/** What an artifact claims. */
export type ArtifactClaim =
  | { readonly kind: 'event'; readonly claimed: AccessEventClaims }
  | { readonly kind: 'setting'; readonly claimed: SettingClaims }
  | { readonly kind: 'account'; readonly claimed: AccountClaims };

/** One artifact found in a key. */
export interface Artifact {
  /** Null where the key as a whole is the artifact. */
  readonly value: HiveValue | null;
  /** Which of several in one value. */
  readonly entry?: string;
  /** What it claims; a text says in words why it could not be read, null that it is none after all. */
  readonly claim: ArtifactClaim | string | null;
}

/** Reads the artifacts of one kind. Adding one is a file with this and a line in the registry. */
export interface ArtifactReader {
  readonly id: string;
  /** For people: `recent documents`. */
  readonly title: string;
  /** The keys that hold them: names from below the root of the hive, `*` for any one name. */
  readonly keys: readonly string[];
  read(at: ArtifactKey): Iterable<Artifact>;
}

/** The values of a key that can be told apart; those that cannot are told for every key that is asked for. */
export function valuesOf(key: HiveKey): readonly HiveValue[] {
  return key.values().filter((value): value is HiveValue => typeof value !== 'string');
}

/** The value of a name, the one in use before a deleted one; null where there is none. */
export function valueNamed(key: HiveKey, name: string): HiveValue | null {
  const wanted = name.toLowerCase();
  const fitting = valuesOf(key).filter((value) => value.name.toLowerCase() === wanted);
  return fitting.find(({ allocation }) => allocation === 'allocated') ?? fitting[0] ?? null;
}

/** The bytes of the value of a name; null where there is none or it cannot be read. */
export function bytesNamed(key: HiveKey, name: string): Uint8Array | null {
  const bytes = valueNamed(key, name)?.bytes();
  return bytes === undefined || typeof bytes === 'string' ? null : bytes;
}

/** The subkey at a path below a key; null where it cannot be reached. */
export function subkeyAt(key: HiveKey, ...names: readonly string[]): HiveKey | null {
  let at: HiveKey | null = key;
  for (const name of names) {
    let next: HiveKey | null = null;
    for (const subkey of at.subkeys()) {
      if (typeof subkey !== 'string' && subkey.name.toLowerCase() === name.toLowerCase()) {
        next = subkey;
        break;
      }
    }
    if (next === null) return null;
    at = next;
  }
  return at;
}

/** An artifact for each value that the function makes something of; it gives null for what is none. */
export function* eachValue(
  key: HiveKey,
  claimOf: (value: HiveValue, bytes: Uint8Array) => ArtifactClaim | string | null,
): Generator<Artifact, void, undefined> {
  for (const value of valuesOf(key)) {
    const bytes = value.bytes();
    yield { value, claim: typeof bytes === 'string' ? bytes : claimOf(value, bytes) };
  }
}

/** When the key was written last, as a fact beside claims that have no such time of their own. */
export function keyWritten(key: HiveKey): RuleValue {
  return { name: 'key written last (LastWrite)', value: fileTimeText(key.lastWrite) };
}

/** What the LastWrite of a key leaves open. */
export const lastWriteLeavesOpen =
  'The LastWrite time belongs to the key as a whole: it does not say which of its values was written then.';

type Stated = Pick<AccessEventClaims, 'strength' | 'action' | 'operation' | 'object' | 'doesNotShow'> & Partial<AccessEventClaims>;

/** An event that a key of a hive states. Where it has no time of its own, the LastWrite of the key is a fact of it. */
export function registryEvent({ key, owner }: ArtifactKey, source: string, stated: Stated): ArtifactClaim {
  const time = stated.time ?? null;
  return {
    kind: 'event',
    claimed: accessEvent({
      time,
      precision: time === null ? 'unknown' : 'sub-millisecond',
      clock: 'clock of the machine',
      actor: owner.user,
      host: owner.host,
      source: `Windows registry, ${source}`,
      ...stated,
      facts: [...(stated.facts ?? []), keyWritten(key)],
    }),
  };
}

/** A setting that a key of a hive states. @param at null where the key is gone */
export function registrySetting(
  at: ArtifactKey | null,
  client: 'outlook' | 'other',
  name: string,
  values: readonly RuleValue[],
): ArtifactClaim {
  const written = at === null ? [] : [keyWritten(at.key)];
  return {
    kind: 'setting',
    claimed: {
      setting: 'client-setting',
      client,
      name,
      folderPath: [],
      modified: at?.key.lastWriteTime ?? null,
      values: [...values, ...written],
    },
  };
}

/** Longest text of a fact, in characters: the whole stands in the evidence, at the place that is cited. */
const longestText = 4000;

/** A text, cut where it is too long. */
export function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)} … (${String(text.length)} characters)`;
}
