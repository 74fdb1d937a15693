import { expect, test } from 'vitest';
import { quietFolders, watchWords, watchWordsIn } from '#analysis/rules/watch-words.ts';

// The words of the published lists, and theirs in other languages, apart from the table: a row that is lost is noticed.
const security =
  'hack hacked hacking hijacked phish phishing fraud fraudulent scam spam suspicious malicious malware virus compromised ' +
  'security helpdesk password passwort kennwort contraseña verification mfa 2fa alert fake wachtwoord';
const payment =
  'invoice invoices payment payments wire swift iban remittance payroll bank banking ach transfer rechnung zahlung ' +
  'überweisung facture paiement virement factura pago transferencia fattura pagamento bonifico factuur betaling';
const folders = [
  ...['rss feeds', 'rss subscriptions', 'rss-feeds', 'rss-abonnements', 'archive', 'archiv', 'conversation history'],
  ...['aufgezeichnete unterhaltungen', 'junk', 'junk email', 'junk e-mail', 'spam', 'trash', 'bin', 'deleted items'],
  ...['deleted messages', 'gelöschte elemente', 'papierkorb', 'sync issues'],
];
const words = [...security.split(' '), ...payment.split(' ')];

test('each word is found by itself, in any case, and not within another', () => {
  for (const word of words) {
    expect(watchWordsIn(`Your ${word.toUpperCase()}, please`)).toEqual([word]);
    expect(watchWordsIn(`x${word}x`)).toEqual([]);
  }
});

test('the tables hold these words and folders and no others', () => {
  expect([...watchWords].sort()).toEqual([...words].sort());
  expect([...quietFolders].sort()).toEqual([...folders].sort());
});
