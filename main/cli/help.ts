import { programIdentity } from '#pipeline/index.ts';
import { sampleOut } from './arguments.ts';

/** The text of `--help`. */
export function helpText(): string {
  return `Mail Triage ${programIdentity().version} reads mail stores without changing a byte, finds where mail was forwarded,
and writes what it found with citations.

Usage
  mail-triage find FOLDER [--json] | find --this-computer [--json]
  mail-triage scan [PATH…] [--profiles FOLDER]… --out DIR [--zone ZONE] [--own-domain DOMAIN]…
                   [--parameter RULE.NAME=VALUE]… [--workers N] [--force]
  mail-triage message PATH --locator LOCATOR --out FILE [--exhibit EX-001] [--force]
  mail-triage sample [--out DIR]
  mail-triage --help | --version

PATH is a file or a folder: Outlook stores (PST, OST), mbox files, single messages, Maildir and other folders, in any
mixture. Each file is recognised by its content, whatever its name. Each PATH becomes an evidence item: EX-001, EX-002, …

find lists the mail profiles, stores and settings of all users below FOLDER (a mounted image, a triage collection, a
home, a folder of exports) or on the running system, with owner, size and why each was recognised. It reads no mail.

Options
  --out DIR            Folder for the results. It is made if need be; it must not lie within the evidence.
  --profiles FOLDER    Every profile that find lists there becomes an evidence item, with its owner as custodian.
  --json               find: one JSON document instead of text.
  --zone ZONE          Time zone that the report shows beside UTC, e.g. Europe/Berlin. Default: UTC.
  --own-domain DOMAIN  A mail domain of the organisation; forwards to other domains are then told apart. May be repeated.
  --parameter RULE.NAME=VALUE
                       Sets a parameter of a rule in place of its standing value, as the report names both. May be repeated.
  --workers N          Reading processes, 1 to 64. The results do not depend on it. Default: cores less one, at most 4.
  --force              Replace earlier results in DIR. A folder that holds anything else is never touched.

  --locator LOCATOR    Where a message lies in PATH, as messages.ndjson writes it. It is saved as FILE: its bytes where it has
                       such, else rebuilt as Internet mail, which its first header field says.
  --exhibit NUMBER     The exhibit number that a rebuilt message names. Default: EX-001.

Results in DIR
  summary.json         Tool, evidence with SHA-256, containers (expected, records, failed, recovered,
                       counted by a second engine), counts, speed; what searches of folders recognised that is not read.
  messages.ndjson      One message a line: where it is, headers in order, addresses, times as claimed, attachments.
  records.ndjson       Files of the evidence, and rules, accounts, settings and events found in them.
  findings.ndjson      Where artifacts state forwarding: rule, ATT&CK technique, statement, citations.
  observations.ndjson  Every artifact of forwarding in one form: mechanism, direction, by whom, from where, to where.
  diagnostics.ndjson   Everything that could not be read or was odd, with what it cost.
  report.html          The report: one file that needs nothing else.

Examples
  mail-triage scan mailbox.pst --out results
      Read one Outlook store. Open results/report.html in a browser.
  mail-triage scan exports/ old.mbox --out results --own-domain example.org --zone Europe/Berlin
      Read a folder and an mbox; forwards that leave example.org count as external.
  mail-triage scan /mnt/evidence --out /cases/42 --workers 4 && jq -r .statement /cases/42/findings.ndjson
      Read a mounted image and list the statements of the findings.
  mail-triage scan --profiles /mnt/image --out results
      Read the mail of all users of a mounted image, each profile as an item of its own.
  mail-triage message mailbox.pst --locator 'file:mailbox.pst|item:0x200024' --out message.rebuilt.eml
      Save one message of the store as a file.
  mail-triage sample
      Read the sample evidence into ${sampleOut} and see what results look like.

Exit code
  0    Done. What could not be read is in the diagnostics, and the books of each container say how much that is.
  1    The results could not be written, or an error that should not happen.
  2    Wrong use.
  3    Nothing could be read; the reason is on stderr.
  130  Cancelled (Ctrl-C); what was written is marked "partial": true in summary.json.
`;
}
