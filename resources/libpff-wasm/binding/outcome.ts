/**
 * What a call into libpff comes to. Trouble in a store is a value; only a medium that fails to give its bytes throws,
 * with the error that the byte source threw.
 */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: LibpffError };

export interface LibpffError {
  /** One line for people. */
  readonly message: string;
  /** The backtrace of libpff, innermost cause first; empty where libpff gave none. */
  readonly backtrace: string;
  /** True when the module instance died over it (a trap): the store must be opened anew to read on. */
  readonly isFatal: boolean;
}

/** Wraps a value. */
export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** Wraps an error. */
export function failure(error: LibpffError): { readonly ok: false; readonly error: LibpffError } {
  return { ok: false, error };
}

/** Makes an error of a backtrace; libpff puts the innermost cause into its first line. */
export function errorOf(backtrace: string, otherwise: string): LibpffError {
  const lines = backtrace.split('\n').filter((line) => line !== '');
  return { message: lines[0] ?? otherwise, backtrace, isFatal: false };
}
