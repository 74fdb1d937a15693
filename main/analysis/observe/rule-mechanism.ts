import type { ForwardingMechanism, RuleAction, RuleClaims } from '#model/index.ts';

/**
 * By what means a stored rule passes mail on: who runs it follows from whose notation it is and where it is stored.
 * Outlook's own rules stream and deferred actions run in the program; what lies among a folder's associated items the
 * server runs ([MS-OXORULE] 1.3.1).
 */
export function mechanismOfRule(claimed: RuleClaims, actions: readonly RuleAction[]): ForwardingMechanism {
  if (actions.some(({ kind }) => kind === 'carbon-copy') && claimed.client !== 'exchange') return 'standing-copy';
  if (actions.every(({ kind }) => kind === 'delegate')) return 'delegate';
  switch (claimed.client) {
    case 'outlook':
      return /stream|\.rwz/i.test(claimed.storedAs) ? 'client-rule' : 'server-rule';
    case 'exchange':
      return /transport|mail flow|journal/i.test(claimed.storedAs)
        ? 'transport-rule'
        : /mailbox|forwarding/i.test(claimed.storedAs)
          ? 'mailbox-setting'
          : 'server-rule';
    case 'sieve':
      return 'sieve';
    case 'gmail':
      return /filter/i.test(claimed.storedAs) ? 'server-rule' : 'mailbox-setting';
    case 'mail-server':
    case 'procmail':
      return 'server-alias';
    case 'outlook-mac':
    case 'thunderbird':
    case 'apple-mail':
    case 'evolution':
    case 'kmail':
    case 'claws-mail':
    case 'text-client':
      return 'client-rule';
    case 'apple-accounts':
    case 'other':
      return 'unknown';
  }
}
