/** What a subject is about, by words that it holds. */
export type SubjectTopic = 'security-alert' | 'password-reset' | 'mfa' | 'payment' | 'lure';

/** Words of one topic. */
export interface SubjectWords {
  readonly topic: SubjectTopic;
  /** In lower case; whole words. */
  readonly words: readonly string[];
  readonly source: string;
}

/** Raised whenever a row is added or changed. */
export const subjectWordsVersion = '1';

/**
 * Words of subjects by topic. Sources: the subjects of the large providers' own notices, and the keyword lists of published
 * detections (see `rules/watch-words.ts`).
 */
export const subjectWords: readonly SubjectWords[] = [
  {
    topic: 'security-alert',
    source: 'Notices of Google, Microsoft, Apple, Yahoo; Elastic 40fe11c2-376e-11f0-9a82-f661ea17fbcd',
    words: [
      ...[
        'security alert',
        'security notice',
        'security notification',
        'unusual sign-in',
        'unusual sign-in activity',
        'suspicious sign-in',
      ],
      ...['suspicious activity', 'new sign-in', 'new login', 'new device', 'sign-in attempt', 'login attempt', 'account compromised'],
      ...['sicherheitswarnung', 'sicherheitsbenachrichtigung', 'neue anmeldung', 'ungewöhnliche anmeldung', 'verdächtige aktivität'],
      ...['alerte de sécurité', 'nouvelle connexion', 'connexion inhabituelle', 'alerta de seguridad', 'nuevo inicio de sesión'],
      ...['avviso di sicurezza', 'nuovo accesso', 'alerta de segurança', 'novo acesso', 'beveiligingsmelding', 'nieuwe aanmelding'],
    ],
  },
  {
    topic: 'password-reset',
    source: 'Notices of Google, Microsoft, Apple and common web programs',
    words: [
      ...['password reset', 'reset your password', 'password change', 'password changed', 'password was changed', 'forgot your password'],
      ...['passwort zurücksetzen', 'passwort geändert', 'kennwort zurücksetzen', 'kennwort geändert', 'réinitialisation du mot de passe'],
      ...['réinitialiser votre mot de passe', 'restablecer contraseña', 'restablecer tu contraseña', 'reimposta la password'],
      ...['redefinir senha', 'wachtwoord opnieuw instellen', 'wachtwoord gewijzigd'],
    ],
  },
  {
    topic: 'mfa',
    source: 'Elastic c9636a6e-125e-11f1-9cd3-f661ea17fbce; notices of providers',
    words: [
      ...['verification code', 'security code', 'one-time code', 'one-time password', 'two-factor', 'two-step', '2-step', '2fa', 'mfa'],
      ...['authenticator', 'multi-factor', 'bestätigungscode', 'sicherheitscode', 'einmalcode', 'code de vérification', 'code de sécurité'],
      ...['código de verificación', 'codice di verifica', 'código de verificação', 'verificatiecode'],
    ],
  },
  {
    topic: 'payment',
    source: 'Watch words of rules that hide mail (rules/watch-words.ts)',
    words: [
      ...[
        'invoice',
        'payment',
        'wire transfer',
        'bank details',
        'remittance',
        'payroll',
        'rechnung',
        'zahlung',
        'überweisung',
        'bankverbindung',
      ],
      ...['facture', 'paiement', 'virement', 'factura', 'pago', 'transferencia', 'fattura', 'pagamento', 'bonifico', 'factuur', 'betaling'],
    ],
  },
  {
    topic: 'lure',
    source: 'Subjects of credential phishing as collections of it show them (public phishing corpora of J. Nazario)',
    words: [
      ...[
        'verify your account',
        'verify your email',
        'confirm your account',
        'confirm your identity',
        'account suspended',
        'account locked',
      ],
      ...[
        'account will be',
        'mailbox is full',
        'mailbox full',
        'storage limit',
        'quota exceeded',
        'password expires',
        'password will expire',
      ],
      ...['password expiration', 'validate your', 'update your account', 'unusual activity', 'action required', 'undelivered messages'],
      ...[
        'shared a document',
        'shared a file',
        'voice message',
        'new voicemail',
        'konto gesperrt',
        'konto bestätigen',
        'passwort läuft ab',
      ],
      ...['postfach voll', 'compte suspendu', 'vérifiez votre compte', 'cuenta suspendida', 'verifique su cuenta'],
    ],
  },
];

const patterns = subjectWords.map(({ topic, words }) => ({
  topic,
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'u'),
}));

// One look tells whether any of them can be there at all: most subjects hold none.
const any = new RegExp(subjectWords.flatMap(({ words }) => words).join('|'), 'u');

/** The topics of a subject, in the order of the table. */
export function topicsOf(subject: string): readonly SubjectTopic[] {
  const text = subject.slice(0, longestSubject).toLowerCase();
  if (!any.test(text)) return [];
  return patterns.flatMap(({ topic, pattern }) => (pattern.test(text) ? [topic] : []));
}

const longestSubject = 300;
