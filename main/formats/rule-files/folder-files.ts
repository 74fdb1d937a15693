import { value } from './claims.ts';
import { ruleFileReader, type ParsedSetting, type RuleNotation, type TextRange } from './rule-file.ts';
import { linesOf } from './text-lines.ts';

// A small file beside messages whose every line is a setting.
function linesReader(
  notation: Pick<RuleNotation, 'id' | 'title' | 'client' | 'storedAs'> & {
    readonly names: RegExp;
    readonly line: RegExp;
    readonly settingOf: (match: RegExpExecArray) => Pick<ParsedSetting, 'name' | 'values'>;
  },
): ReturnType<typeof ruleFileReader> {
  const { names, line, settingOf, ...rest } = notation;
  return ruleFileReader({
    ...rest,
    version: '1',
    extensions: [],
    names,
    recognise(text) {
      const lines = linesOf(text);
      return lines.length > 0 && lines.every((one) => line.test(one.text))
        ? { verdict: 'yes', because: 'It is named so, and every line fits.' }
        : { verdict: 'no', because: 'It is named so, but not every line fits.' };
    },
    parse(text) {
      const settings: ParsedSetting[] = [];
      const strangeText: TextRange[] = [];
      for (const one of linesOf(text)) {
        const match = line.exec(one.text);
        if (match === null) strangeText.push(one);
        else settings.push({ start: one.start, end: one.end, ...settingOf(match) });
      }
      return { rules: [], settings, strangeText };
    },
  });
}

/**
 * Reads `.mh_sequences` of MH folders (mh-sequence(5)): which messages are unseen, and the owner's own selections. What it
 * says of a message is among the message's flags too.
 */
export const mhSequencesReader = linesReader({
  id: 'mh-sequences',
  title: 'Sequences of an MH folder',
  client: 'text-client',
  storedAs: '.mh_sequences',
  names: /^\.mh_sequences$/,
  line: /^([A-Za-z][\w-]*):[ \t]*([\d \t-]*)$/,
  settingOf: ([, name = '', numbers = '']) => ({ name: `sequence ${name}`, values: [value('messages', numbers.trim())] }),
});

/** Reads `dovecot-keywords`: the names behind the small letters in the names of a Maildir's files. */
export const dovecotKeywordsReader = linesReader({
  id: 'dovecot-keywords',
  title: 'Keywords of a Maildir (dovecot-keywords)',
  client: 'mail-server',
  storedAs: 'dovecot-keywords',
  names: /^dovecot-keywords$/,
  line: /^(\d{1,2}) (\S+)$/,
  settingOf: ([, index = '', name = '']) => ({
    name: `keyword ${String.fromCharCode(0x61 + Number(index))}`,
    values: [value('keyword', name)],
  }),
});

/** Reads the list of folders that the owner subscribed to (Dovecot, Courier), by which one sees folders that are gone. */
export const subscriptionsReader = linesReader({
  id: 'subscriptions',
  title: 'Subscribed folders of a mailbox',
  client: 'mail-server',
  storedAs: 'subscriptions',
  names: /^(?:\.?subscriptions|courierimapsubscribed)$/,
  line: /^(?!#)([^\s:=;{}<>][^\r\n:=;{}<>]{0,254})$/,
  settingOf: ([, name = '']) => ({ name: 'subscribed folder', values: [value('folder', name.replaceAll('\t', '/'))] }),
});
