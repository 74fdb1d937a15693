/**
 * Formats `rule-files`: texts by which servers and text clients forward, copy and sort mail.
 *
 * Enters: a short text. Leaves: a `rule` or `setting` record for each that stands in it, with its range of bytes and its
 * text as it stands.
 * Invariants: no mail and no ordinary text is taken for a rule file: all of it must fit a grammar, and where a grammar fits
 * many texts the name must fit too; what was not understood is told.
 */
import type { FormatReader } from '../reader.ts';
import { aliasesReader } from './aliases.ts';
import { clawsFiltersReader } from './claws.ts';
import { evolutionFiltersReader } from './evolution.ts';
import { eximFilterReader } from './exim-filter.ts';
import { dovecotKeywordsReader, mhSequencesReader, subscriptionsReader } from './folder-files.ts';
import { forwardFileReader } from './forward-file.ts';
import { gmailFiltersReader, takeoutSettingsReader } from './gmail.ts';
import { postfixConfigurationReader, postfixMapReader } from './postfix.ts';
import { procmailReader } from './procmail.ts';
import { sieveReader } from './sieve.ts';
import { kmailFiltersReader } from './kmail.ts';
import { mailrcReader, muttReader, pineReader } from './text-client.ts';

/** In the order in which they are asked: those with marks of their own before those that are known by names. */
export const ruleFileReaders: readonly FormatReader[] = [
  gmailFiltersReader,
  takeoutSettingsReader,
  evolutionFiltersReader,
  kmailFiltersReader,
  clawsFiltersReader,
  eximFilterReader,
  sieveReader,
  procmailReader,
  pineReader,
  mailrcReader,
  muttReader,
  postfixConfigurationReader,
  postfixMapReader,
  forwardFileReader,
  aliasesReader,
  mhSequencesReader,
  dovecotKeywordsReader,
  subscriptionsReader,
];
