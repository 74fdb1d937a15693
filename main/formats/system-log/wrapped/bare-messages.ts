/**
 * Tells by the text of a message alone which program wrote it, for messages that were exported without the head of their line: the
 * name in the form of the log, or null. Only forms that no other program writes are known.
 * @param message its beginning suffices
 */
export function programOfMessage(message: string): string | null {
  const text = message.slice(0, 1000);
  return forms.find(({ form }) => form.test(text))?.program ?? null;
}

const queued = '(?:[0-9A-Fa-f]{6,14}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,20}): ';
const peer = String.raw`[^\s[]{1,255}\[[^\]\s]{1,64}\]`;

const forms: readonly { readonly program: string; readonly form: RegExp }[] = [
  {
    // The documentation of the daemons of Postfix: postfix-logwatch and src/*/*.c write these.
    program: 'postfix/unknown',
    form: new RegExp(
      [
        `^${queued}(?:(?:to|from|message-id|client|resent-message-id)=|uid=\\d{1,10} from=|removed$|removed |milter-reject: |reject: |(?:warning|prepend|replace|filter|info|discard): |host ${peer} (?:said|refused)|Used TLS for |conversation with |lost connection with |sender (?:non-)?delivery |skipped, still being delivered|enabling PIX)`,
        `^(?:dis)?connect from ${peer}`,
        `^connect to ${peer}:`,
        `^lost connection after [A-Z]{3,40} (?:\\([^)]{0,100}\\) )?from ${peer}`,
        `^timeout after [A-Z]{3,40} (?:\\([^)]{0,100}\\) )?from ${peer}`,
        `^(?:Trusted|Untrusted|Anonymous|Verified) TLS connection established (?:from|to) `,
        `^SSL_accept error from ${peer}`,
        `^NOQUEUE: (?:reject|filter|client|warning|milter-reject|discard|hold|redirect|client=)`,
        `^statistics: max (?:connection|message|recipient|newtls|auth) (?:count|rate) `,
        `^statistics: (?:start interval|address lookup|domain lookup|max simultaneous)`,
        `^warning: ${peer}: SASL \\S{1,40} authentication failed`,
        `^warning: hostname \\S{1,255} does not resolve to address `,
        `^warning: (?:read|write|connect|problem talking|timeout|header |body |non-SMTP|Connection (?:rate|concurrency)|numeric |TLS library problem|unknown smtpd|dict_|[a-z]{3,20}_map)`,
        `^warning: ${queued}`,
        `^proxy-(?:accept|reject): END-OF-MESSAGE: `,
        `^(?:improper command pipelining|too many errors) after `,
      ].join('|'),
    ),
  },
  {
    program: 'policyd-spf',
    form: /^(?:(?:Action: )?prepend:? (?:Text: )?Received-SPF: |(?:Pass|Neutral|None|Fail|Softfail|Permerror|Temperror); identity=)/,
  },
  {
    program: 'postgrey',
    form: /^(?:[0-9A-Za-z]{6,20}: )?(?:action=(?:pass|greylist), reason=|whitelisted: \S{1,255}\[)/,
  },
  {
    program: 'spamd',
    form: /^(?:spamd: (?:result|connection|processing|clean message|identified spam|checking message|setuid|handle_user|creating|still running|server|using|copying|got connection)|dns: new_dns_packet|prefork: child states|spamc?d?: )/,
  },
  // OpenSSH auth.c, sudoers(5), pam_unix(8): what log-ins look like without the head of their lines.
  {
    program: 'sshd',
    form: /^(?:(?:Accepted|Failed|Postponed) [\w/-]{1,60} for (?:invalid user )?\S{0,256} from \S{1,64} port \d{1,5}|Invalid user \S{0,256} from \S{1,64}|pam_unix\(sshd:)/,
  },
  { program: 'sudo', form: /^(?:\s{0,20}\S{1,256} : (?:[^;]{1,200} ; )?TTY=[^;]{1,200} ; PWD=|pam_unix\(sudo[:-])/ },
  { program: 'dovecot', form: /^(?:imap|pop3|managesieve|submission)-login: (?:Login|Disconnected|Aborted login): / },
];
