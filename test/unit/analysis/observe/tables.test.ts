import { describe, expect, test } from 'vitest';
import { folderNames, placeByName } from '#analysis/observe/folder-names.ts';
import { forwardBlockIn, forwardSeparators } from '#analysis/observe/forward-blocks.ts';
import { readSubject, subjectPrefixes } from '#analysis/observe/forward-subjects.ts';
import { subjectWords, topicsOf } from '#analysis/observe/subject-words.ts';

describe('subject prefixes', () => {
  test.each(subjectPrefixes)('$language $prefix', ({ prefix, kind }) => {
    expect(readSubject(`${prefix}: Angebot 4711`)).toEqual({ base: 'angebot 4711', isForward: kind === 'forward' });
    expect(readSubject(`${prefix.toLowerCase()}： Angebot 4711`).base).toBe('angebot 4711');
    expect(readSubject(`${prefix}[2]: Angebot`).base).toBe('angebot');
    // Without the colon it is a word of the subject.
    expect(readSubject(`${prefix} Angebot`)).toEqual({ base: `${prefix} angebot`.toLowerCase(), isForward: false });
  });

  // As the programs write them, whatever the table holds.
  test('of forwards and of answers in all languages are known', () => {
    const forwards = 'FW Fwd WG TR RV I ENC VS VB VL Doorst PD İLT ILT ΠΡΘ Továbbítás 转发 轉寄 転送 전달 Пересл הועבר';
    const answers = 'Re AW RÉ R RIF RES SV Antw Odp YNT ΑΠ 回复 答复 回覆 返信 회신 Отв';
    const kindOf = (prefix: string) => {
      const { base, isForward } = readSubject(`${prefix}: Angebot`);
      return base === 'angebot' ? (isForward ? 'forward' : 'answer') : 'none';
    };
    expect(forwards.split(' ').filter((prefix) => kindOf(prefix) !== 'forward')).toEqual([]);
    expect(answers.split(' ').filter((prefix) => kindOf(prefix) !== 'answer')).toEqual([]);
  });

  test('the outermost says what the message is', () => {
    expect(readSubject('AW: WG: Angebot')).toEqual({ base: 'angebot', isForward: false });
    expect(readSubject('WG: AW: Fwd: Angebot')).toEqual({ base: 'angebot', isForward: true });
    expect(readSubject('Angebot (fwd)')).toEqual({ base: 'angebot', isForward: true });
    expect(readSubject('TR : Devis')).toEqual({ base: 'devis', isForward: true });
  });

  test.each(['Project: Angebot', 'FW', '', 'Forward: march', '10:30 meeting'])('%j has none', (subject) => {
    expect(readSubject(subject)).toEqual({ base: subject.toLowerCase(), isForward: false });
  });

  test('comes to an end on any subject', () => {
    expect(readSubject('FW: '.repeat(100_000)).isForward).toBe(true);
    expect(readSubject(' '.repeat(1_000_000)).base).toBe('');
  });
});

describe('separators of forwards in bodies', () => {
  test.each(forwardSeparators)('$client $language: $text', ({ text, alsoOnReplies }) => {
    const line = alsoOnReplies ? `-----${text}-----` : text.endsWith(':') || text.endsWith('：') ? text : `-------- ${text} --------`;
    const body = `See below.\n\n${line}\nFrom: a@b.example\nSubject: x\n\nThe words.\n`;
    const block = forwardBlockIn(body, true);
    expect(body.slice(block?.start ?? 0).startsWith(line)).toBe(true);
    expect(body.slice(block?.words)).toBe('The words.\n');
    // Outlook's line stands on answers as well.
    expect(forwardBlockIn(body, false) === null).toBe(alsoOnReplies);
    // In the middle of a line it is prose.
    expect(forwardBlockIn(`We call it ${line}\n`, true)).toBeNull();
  });

  // Lines as the programs write them, whatever the table holds.
  test.each([
    ['---------- Forwarded message ---------', 'en'],
    ['---------- Przekazana wiadomość ---------', 'pl'],
    ['-------- Weitergeleitete Nachricht --------', 'de'],
    ['Début du message réexpédié :', 'fr'],
  ])('%s begins the quotation of a forward', (line, language) => {
    expect(forwardBlockIn(`${line}\nFrom: a@b.example\n\nwords\n`, false)?.separator).toMatchObject({ language, alsoOnReplies: false });
  });

  test.each(['-----Original Message-----', '-----Ursprüngliche Nachricht-----', '________Original Message'])(
    '%s needs the subject',
    (line) => {
      expect(forwardBlockIn(`${line}\nFrom: a@b.example\n\nwords\n`, true)?.separator.client).toBe('Outlook');
      expect(forwardBlockIn(`${line}\nFrom: a@b.example\n\nwords\n`, false)).toBeNull();
    },
  );

  test.each(['- ', '>', ' ', '_', '\t-', '--', '> --'])('a line that begins with %j may be one', (mark) => {
    expect(forwardBlockIn(`${mark}Forwarded message\n`, false)?.start).toBe(0);
  });

  test('Apple Mail has an empty line before the header lines', () => {
    const body = 'Begin forwarded message:\n\n> From: a@b.example\n> Subject: x\n> \n> The words.\n';
    expect(body.slice(forwardBlockIn(body, false)?.words)).toBe('> The words.\n');
  });

  test.each(['', 'Hello', '-- \nAnna', '--------\n', `${'-'.repeat(200)}Forwarded Message`, 'Forwarded message\nFrom: a@b.example\n'])(
    '%j has none',
    (body) => {
      expect(forwardBlockIn(body, true)).toBeNull();
    },
  );

  test('comes to an end on any body', () => {
    for (const piece of ['-', '> ', '-\n', '>', ' -', '_\n']) expect(forwardBlockIn(piece.repeat(500_000), true)).toBeNull();
  });
});

describe('folder names', () => {
  test.each(folderNames.flatMap(({ place, language, names }) => names.map((name) => ({ place, language, name }))))(
    '$language $name: $place',
    ({ place, name }) => {
      expect(placeByName(name)).toBe(place);
      expect(placeByName(`${name.toUpperCase().toLowerCase().normalize('NFD')}.mbox`)).toBe(place);
    },
  );

  test.each(['Projects', '', 'Sentinel', 'inbox2'])('%j tells nothing', (name) => {
    expect(placeByName(name)).toBeNull();
  });

  test('no name has two meanings', () => {
    const all = folderNames.flatMap(({ place, names }) => names.map((name) => `${name}|${place}`));
    const names = new Set(all.map((one) => one.split('|')[0]));
    expect(new Set(all).size).toBe(names.size);
  });
});

describe('topics of subjects', () => {
  test.each(subjectWords.flatMap(({ topic, words }) => words.map((word) => ({ topic, word }))))('$topic: $word', ({ topic, word }) => {
    expect(topicsOf(`Your ${word.toUpperCase()}, Anna`)).toContain(topic);
    expect(topicsOf(`Your x${word}x, Anna`)).not.toContain(topic);
  });

  test('an ordinary subject has none', () => {
    expect(topicsOf('Minutes of the board meeting')).toEqual([]);
  });
});
