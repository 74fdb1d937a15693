import type { LoggedService } from '../log-entry.ts';
import { dovecot } from './dovecot.ts';
import { exim } from './exim.ts';
import { localLogIns, sshd } from './log-ins.ts';
import { postfix } from './postfix.ts';
import { sendmail } from './sendmail.ts';

/** The programs whose entries are understood. Adding one is a file and a line here. */
export const services: readonly LoggedService[] = [postfix, exim, sendmail, dovecot, sshd, localLogIns];

/** The service that a program is of, or null. */
export function serviceOf(program: string): LoggedService | null {
  const name = program.toLowerCase();
  return services.find((service) => service.knows(name)) ?? null;
}
