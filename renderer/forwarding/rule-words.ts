import type { RuleClient } from '#model/index.ts';

/** The program or server whose notation a rule has, in words. */
export function clientText(client: RuleClient): string {
  switch (client) {
    case 'outlook':
      return 'Outlook';
    case 'outlook-mac':
      return 'Outlook for Mac';
    case 'thunderbird':
      return 'Thunderbird';
    case 'apple-mail':
      return 'Apple Mail';
    case 'apple-accounts':
      return 'Internet Accounts of macOS or iOS';
    case 'evolution':
      return 'Evolution';
    case 'kmail':
      return 'KMail';
    case 'claws-mail':
      return 'Claws Mail';
    case 'sieve':
      return 'Sieve';
    case 'gmail':
      return 'Gmail';
    case 'exchange':
      return 'Exchange';
    case 'mail-server':
      return 'mail server';
    case 'procmail':
      return 'procmail';
    case 'text-client':
      return 'text mail program';
    case 'other':
      return 'other';
  }
}
