import { quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';

/** What an event was done to, within a statement. */
export function objectText({ record }: EventText): string {
  return quote(record.claimed.object.name);
}

/** The program that did it, within a statement. */
export function programText({ record }: EventText): string {
  return quote(record.claimed.process?.name ?? 'a program that is not named');
}

/** The account that it was done with, or what was done to where none is stated, within a statement. */
export function accountText({ record }: EventText): string {
  return quote(record.claimed.account === '' ? record.claimed.object.name : record.claimed.account);
}
