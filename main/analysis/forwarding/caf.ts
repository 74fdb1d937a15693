import { isAddress } from '../address-text.ts';

/** What a Gmail forwarding envelope sender names. */
export interface CafAddress {
  /** The account that forwards. */
  readonly source: string;
  /** The account it forwards to. */
  readonly destination: string;
}

/**
 * Decodes the envelope sender that Gmail gives to mail which an account forwards automatically:
 * `user+caf_=dest=example.org@gmail.com` is mail of `user@gmail.com` forwarded to `dest@example.org`. The domain of the
 * destination begins at the last equals sign, since a local part may hold one and a domain may not.
 * @returns null when the address is not of that form.
 */
export function decodeCaf(address: string): CafAddress | null {
  const at = address.lastIndexOf('@');
  const mark = address.toLowerCase().indexOf('+caf_=');
  if (mark < 1 || at < mark) return null;
  const encoded = address.slice(mark + '+caf_='.length, at);
  const equals = encoded.lastIndexOf('=');
  if (equals < 1) return null;
  const source = `${address.slice(0, mark)}@${address.slice(at + 1)}`;
  const destination = `${encoded.slice(0, equals)}@${encoded.slice(equals + 1)}`;
  return isAddress(source) && isAddress(destination) ? { source, destination } : null;
}
