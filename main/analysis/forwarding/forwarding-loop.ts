import { isAddress } from '../address-text.ts';

/** What X-MS-Exchange-ForwardingLoop names. */
export interface ForwardingLoop {
  /** The mailbox that forwards. */
  readonly mailbox: string;
  /** The Microsoft 365 tenant of the mailbox, a GUID in lower case; null where the value gives none. */
  readonly tenant: string | null;
}

/**
 * Decodes a value of X-MS-Exchange-ForwardingLoop: `mailbox;tenant-GUID`, where folding may leave blanks behind the
 * semicolon. The form `ForwardingHandled;id`, which names no mailbox, is read elsewhere (`valueForms`).
 * @returns null when the value names no mailbox.
 */
export function decodeForwardingLoop(value: string): ForwardingLoop | null {
  const [mailbox = '', tenant = '', ...rest] = value
    .slice(0, longestValue)
    .split(';')
    .map((part) => part.trim());
  if (rest.length > 0 || !isAddress(mailbox)) return null;
  if (tenant === '') return { mailbox, tenant: null };
  return isGuid(tenant) ? { mailbox, tenant: tenant.toLowerCase() } : null;
}

const longestValue = 2048;

function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}
