/**
 * Words by which rules of intruders pick out mail that the owner must not see, and folders in which nobody looks.
 * Version 1. Sources: the keyword lists of published detections (Elastic 40fe11c2-376e-11f0-9a82-f661ea17fbcd, Azure
 * Sentinel 7b907bf7-77d4-41d0-a208-5643ff75bf9a and c2730362-f8e7-4369-85db-8ac7af65ee01), in several languages.
 */
export const watchWordsVersion = '1';

/** Compared without case, as whole words. */
export const watchWords: readonly string[] = [
  // Security
  'hack',
  'hacked',
  'hacking',
  'hijacked',
  'phish',
  'phishing',
  'fraud',
  'fraudulent',
  'scam',
  'spam',
  'suspicious',
  'malicious',
  'malware',
  'virus',
  'compromised',
  'security',
  'helpdesk',
  'password',
  'passwort',
  'kennwort',
  'contraseña',
  'verification',
  'mfa',
  '2fa',
  'alert',
  'fake',
  'wachtwoord',
  // Payment
  'invoice',
  'invoices',
  'payment',
  'payments',
  'wire',
  'swift',
  'iban',
  'remittance',
  'payroll',
  'bank',
  'banking',
  'ach',
  'transfer',
  'rechnung',
  'zahlung',
  'überweisung',
  'facture',
  'paiement',
  'virement',
  'factura',
  'pago',
  'transferencia',
  'fattura',
  'pagamento',
  'bonifico',
  'factuur',
  'betaling',
];

/** Folder names in which mail is put out of sight, without case. */
export const quietFolders: readonly string[] = [
  'rss feeds',
  'rss subscriptions',
  'rss-feeds',
  'rss-abonnements',
  'archive',
  'archiv',
  'conversation history',
  'aufgezeichnete unterhaltungen',
  'junk',
  'junk email',
  'junk e-mail',
  'spam',
  'trash',
  'bin',
  'deleted items',
  'deleted messages',
  'gelöschte elemente',
  'papierkorb',
  'sync issues',
];

const wordPattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${watchWords.join('|')})(?![\\p{L}\\p{N}])`, 'giu');

/** The watch words in a text, in lower case and in their order, each once. */
export function watchWordsIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.slice(0, 10_000).matchAll(wordPattern), ([word]) => word.toLowerCase()))];
}
