import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ordinaryMail, type MadeMessage } from '../forwarding-case/ordinary-mail.ts';
import { sentCopy } from '../forwarding-case/planted.ts';
import { storedMessage, storedRule } from '../forwarding-case/stored-message.ts';
import { writeStore } from '../pst-builder/index.ts';
import { auditLog, signInLog } from './cloud.ts';
import { mailLog } from './mail-server.ts';
import { ann, collector, moment } from './people.ts';
import { workstationLogs } from './workstation.ts';

/** A made case of an intrusion: exports of the cloud, logs of a workstation and of a mail server, and a mailbox. */
export interface IntrusionCase {
  /** What is read as an evidence item each. */
  readonly paths: readonly string[];
  /** The messages that the rule sent out, in order of time. */
  readonly forwarded: readonly MadeMessage[];
  /** Message-IDs of what the intruder opened. */
  readonly opened: readonly string[];
  readonly messages: number;
}

/**
 * Makes the case in a folder.
 * @param intruded with the intrusion, or with the same weeks of work and nothing else
 */
export function buildIntrusionCase(folder: string, intruded: 'intruded' | 'quiet'): IntrusionCase {
  const isIntruded = intruded === 'intruded';
  const work = [...ordinaryMail({ owner: ann.upn, seed: 6, count: 120 })];
  const forwarded = isIntruded ? forwardedByRule() : [];
  const invoices = isIntruded ? [1, 2, 3].map(invoice) : [];
  const opened = invoices.map(({ messageId }) => messageId);
  const passed = isIntruded ? forwarded.map(({ messageId, date }) => ({ messageId, at: new Date(date.getTime() + 5_000) })) : null;
  const paths = {
    cloud: join(folder, 'cloud'),
    workstation: join(folder, 'PC-ANN'),
    mailServer: join(folder, 'mx3'),
    mailbox: join(folder, 'ann.pst'),
  };
  write(join(paths.cloud, 'AuditLog_2025-12-02.csv'), auditLog(isIntruded ? opened : null));
  write(join(paths.cloud, 'SignIns_2025-12-02.json'), signInLog(intruded));
  for (const [name, bytes] of Object.entries(workstationLogs(intruded))) {
    write(join(paths.workstation, 'Windows', 'System32', 'winevt', 'Logs', name), bytes);
  }
  write(join(paths.mailServer, 'var', 'log', 'mail.log'), mailLog(passed));
  const messages = [...work, ...invoices, ...forwarded];
  const inFolder = (name: MadeMessage['folder']) => messages.filter(({ folder: one }) => one === name).map(storedMessage);
  writeStore(paths.mailbox, {
    folders: [
      {
        name: 'Inbox',
        messages: inFolder('Inbox'),
        ...(isIntruded ? { associated: [storedRule({ name: 'Projects', forwardTo: collector, subject: 'invoice' })] } : {}),
      },
      { name: 'Sent Items', messages: inFolder('Sent') },
    ],
    deletedItems: { messages: inFolder('Trash') },
  });
  return { paths: Object.values(paths), forwarded, opened, messages: messages.length };
}

/** What the rule sent out in the fortnight that followed. */
function forwardedByRule(): readonly MadeMessage[] {
  const make = sentCopy(ann.upn, collector, (index) => `FW: invoice ${String(index)}`, ['auto']);
  return Array.from({ length: 9 }, (_, index) => make(new Date(`${moment('13:30:00', 1 + index)}Z`), index));
}

/** A message that lay in the mailbox when the intruder came. */
function invoice(index: number): MadeMessage {
  const date = new Date(`${moment('10:00:00', -index)}Z`);
  return {
    folder: 'Inbox',
    from: 'accounts@contoso.example',
    to: [ann.upn],
    subject: `invoice of week ${String(index)}`,
    date,
    messageId: `<invoice.${String(index)}@contoso.example>`,
    headers: [
      `Received: from mail.contoso.example by mx.firm.example with ESMTPS id 1 for <${ann.upn}>; ${date.toUTCString().replace('GMT', '+0000')}`,
    ],
    body: `Please find what is due for week ${String(index)} of the works, as it was agreed upon when the contract was made.`,
  };
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
