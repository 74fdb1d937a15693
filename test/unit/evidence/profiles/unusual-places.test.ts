import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asBuilt, byPath, foundIn } from '#test/support/found-in.ts';
import { builtMbox, builtMessage, profilesIni, storeStart, writeBuiltFile, writeThunderbirdProfile } from '#test/support/home-builder.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const zip = Buffer.from('504b0304', 'hex');
const compoundFile = Buffer.from('d0cf11e0a1b11ae1', 'hex');

type Find = readonly [relativePath: string, client: string, can?: 'yes' | 'partly' | 'no'];

async function finds(root: string): Promise<readonly Find[]> {
  return asBuilt(root, (await foundIn(root)).profiles).map(({ relativePath, client, can }): Find => [relativePath, client, can]);
}

describe('files of mail in a home, beside the places of their clients', () => {
  it('are found by what they are called, and each can be read that has a reader', async () => {
    const root = temporaryFolder('beside');
    const home = join(root, 'Users/anna');
    const write = (path: string, content: string | Uint8Array): void => {
      writeBuiltFile(join(home, path), content);
    };
    write('Desktop/export.olm', zip);
    write('Desktop/Inbox.mbox/mbox', builtMbox(1));
    write('Desktop/Inbox.mbox/table_of_contents', 'contents');
    write('Documents/rules.rwz', Buffer.of(0x14, 0x06, 0, 0));
    write('Documents/copied.nk2', Buffer.of(0x0d, 0xf0, 0xad, 0xba));
    write('Documents/Stream_Autocomplete_0_AB.dat', 'names');
    write('Documents/old/Inbox', builtMbox(2));
    write('Documents/old/Sent', 'a poem\n');
    write('Documents/winmail.dat', Buffer.from('789f3e22', 'hex'));
    write('Documents/one.olk15MsgSource', Buffer.from('d00d0000', 'hex'));
    write('Documents/archive.pst.bak', storeStart());
    write('AppData/Local/Microsoft/Outlook/renamed', storeStart());
    expect(await finds(home)).toEqual([
      ['AppData/Local/Microsoft/Outlook/renamed', 'Outlook', 'yes'],
      ['Desktop/Inbox.mbox/mbox', 'Mailbox file', 'yes'],
      ['Desktop/export.olm', 'Outlook for Mac', 'yes'],
      ['Documents/Stream_Autocomplete_0_AB.dat', 'Outlook', 'partly'],
      ['Documents/archive.pst.bak', 'Outlook', 'yes'],
      ['Documents/copied.nk2', 'Outlook', 'yes'],
      ['Documents/old/Inbox', 'Mailbox file', 'yes'],
      ['Documents/one.olk15MsgSource', 'Outlook for Mac', 'yes'],
      ['Documents/rules.rwz', 'Outlook', 'partly'],
      ['Documents/winmail.dat', 'Outlook', 'yes'],
    ]);
  });

  it('are messages by their names where the header has one known field, a mark or empty lines before it', async () => {
    const root = temporaryFolder('eml');
    writeBuiltFile(join(root, 'a/mark.eml'), `\ufeff${builtMessage(1)}`);
    writeBuiltFile(join(root, 'b/empty lines.eml'), `\r\n\r\n${builtMessage(2)}`);
    writeBuiltFile(join(root, 'c/one field.eml'), 'Odd: 1\nSubject: a\n\ntext\n');
    writeBuiltFile(join(root, 'd/one field.txt'), 'Odd: 1\nSubject: a\n\ntext\n');
    expect((await finds(root)).map(([path]) => path)).toEqual(['a/mark.eml', 'b/empty lines.eml', 'c/one field.eml']);
  });

  it('are never left out in silence where the name promises mail and the first bytes are others', async () => {
    const root = temporaryFolder('unlike');
    writeBuiltFile(join(root, 'D/Mail/overwritten.pst'), Buffer.alloc(1024));
    writeBuiltFile(join(root, 'D/Mail/empty.ost'), '');
    for (const name of ['a.msg', 'b.msg', 'c.eml']) writeBuiltFile(join(root, 'D/tcl', name), 'namespace eval\n');
    const { profiles, troubles } = await foundIn(root);
    expect(profiles).toMatchObject([
      { path: join(root, 'D/Mail/empty.ost'), client: 'Outlook', kind: 'store', sizeBytes: 0, reading: { can: 'partly' } },
      {
        path: join(root, 'D/Mail/overwritten.pst'),
        why: ['Its name ends in .pst, which promises mail.'],
        reading: { can: 'partly', because: expect.stringContaining('first bytes are not known') as string },
      },
    ]);
    expect(troubles).toEqual([
      {
        kind: 'unlike',
        path: join(root, 'D/tcl/a.msg'),
        because: 'Its name ends in .msg, but its first bytes are not those of mail. The same holds for 2 more files beside it.',
      },
    ]);
  });

  it.skipIf(process.platform === 'win32')('are told where they are neither files nor folders', async () => {
    const root = temporaryFolder('pipe');
    mkdirSync(join(root, 'home/karl'), { recursive: true });
    execFileSync('mkfifo', [join(root, 'home/karl/pipe.pst'), join(root, 'home/karl/pipe')]);
    const { profiles, troubles } = await foundIn(root);
    expect(profiles).toEqual([]);
    expect(troubles).toEqual([
      { kind: 'unreadable', path: join(root, 'home/karl/pipe.pst'), because: 'It is neither a file nor a folder.' },
    ]);
  });
});

describe('places of programs from shops and in boxes', () => {
  it('are found on Windows, where the shop moves the folders of a program', async () => {
    const root = temporaryFolder('shop');
    const packages = 'Users/anna/AppData/Local/Packages';
    const office = `${packages}/Microsoft.Office.Desktop_8wekyb3d8bbwe/LocalCache`;
    const thunderbird = `${packages}/Mozilla.MZLA_h5892qc0xkpca/LocalCache/Roaming/Thunderbird`;
    writeBuiltFile(join(root, office, 'Local/Microsoft/Outlook/RoamCache/Stream_Autocomplete_0_A.dat'), 'names');
    writeBuiltFile(join(root, office, 'Roaming/Microsoft/Outlook/VbaProject.OTM'), compoundFile);
    writeBuiltFile(join(root, thunderbird, 'profiles.ini'), profilesIni(['Profiles/a.default', 'Profiles/gone.default']));
    writeThunderbirdProfile(join(root, thunderbird, 'Profiles/a.default'), 1);
    expect(await finds(root)).toEqual([
      [`${office}/Local/Microsoft/Outlook/RoamCache`, 'Outlook', 'partly'],
      [`${office}/Roaming/Microsoft/Outlook/VbaProject.OTM`, 'Outlook', 'yes'],
      [`${thunderbird}/Profiles/a.default`, 'Thunderbird', 'yes'],
    ]);
    // The place is known as one of Thunderbird, so that a profile that is not there is told.
    expect((await foundIn(root)).troubles).toMatchObject([{ kind: 'elsewhere' }]);
  });

  it('are found by the filters of KMail, which lie in files of their own', async () => {
    const root = temporaryFolder('kmail');
    const filter = '[Filter #0]\naction-name-0=forward\naction-args-0=ben@outside.example@$$@\n';
    const truth: readonly Find[] = [
      ['home/karl/.config/akonadi_mailfilter_agentrc', 'KMail', 'yes'],
      ['home/karl/.kde4/share/config/akonadi_mailfilter_agentrc', 'KMail', 'yes'],
      ['home/karl/.kde4/share/config/kmailrc', 'KMail', 'partly'],
      ['home/karl/.var/app/org.kde.kontact/config/akonadi_mailfilter_agentrc', 'KMail', 'yes'],
    ];
    for (const [path] of truth) writeBuiltFile(join(root, path), filter);
    expect(await finds(root)).toEqual(truth);
  });

  it('are found in Flatpak', async () => {
    const root = temporaryFolder('flatpak');
    const app = (path: string): string => `home/karl/.var/app/${path}`;
    const truth: readonly Find[] = [
      [app('org.gnome.Evolution/config/evolution'), 'Evolution', 'partly'],
      [app('org.gnome.Evolution/data/evolution'), 'Evolution', 'yes'],
      [app('org.gnome.Geary/data/geary'), 'Geary', 'partly'],
      [app('org.kde.kontact/data/local-mail'), 'KMail', 'yes'],
    ];
    for (const [index, [path]] of truth.entries()) writeBuiltFile(join(root, path, 'inbox/cur/1:2,S'), builtMessage(index));
    const { profiles } = await foundIn(root);
    expect(asBuilt(root, profiles)).toEqual(
      byPath(truth.map(([relativePath, client, can = 'yes']) => ({ relativePath, client, can, owner: 'karl', form: 'folder' }))),
    );
  });
});

describe('what Macs keep', () => {
  it('is found where it was copied to, by what the folders hold', async () => {
    const root = temporaryFolder('copies');
    writeBuiltFile(join(root, 'saved/mail of maria/MailData/Envelope Index'), 'SQLite format 3\0');
    writeBuiltFile(join(root, 'saved/mail of maria/A/INBOX.mbox/Messages/1.emlx'), `3\n${builtMessage(1)}`);
    writeBuiltFile(join(root, 'saved/Outlook 15 Profiles/Main Profile/Data/Outlook.sqlite'), 'SQLite format 3\0');
    writeBuiltFile(join(root, 'saved/Outlook 15 Profiles/Main Profile/Data/Message Sources/a.olk15MsgSource'), 'x');
    expect(await finds(root)).toEqual([
      ['saved/Outlook 15 Profiles/Main Profile/Data', 'Outlook for Mac', 'partly'],
      ['saved/mail of maria', 'Apple Mail', 'yes'],
    ]);
  });

  it('is found beside the mail: settings, scripts of rules, opened attachments, and the mail of Entourage', async () => {
    const root = temporaryFolder('mac');
    const truth: readonly Find[] = [
      ['Users/maria/Documents/Microsoft User Data/Office 2008 Identities', 'Entourage', 'no'],
      ['Users/maria/Library/Application Scripts/com.apple.mail', 'Apple Mail', 'partly'],
      ['Users/maria/Library/Mail Downloads', 'Apple Mail', 'partly'],
    ];
    for (const [path] of truth) writeBuiltFile(join(root, path, 'file'), 'x');
    writeBuiltFile(join(root, 'Users/maria/Library/Preferences/com.apple.mail-shared.plist'), 'bplist00');
    expect(await finds(root)).toEqual([...truth, ['Users/maria/Library/Preferences/com.apple.mail-shared.plist', 'Apple Mail', 'yes']]);
  });
});

it('a profile of which something opens is read, and what does not is told', async () => {
  const root = temporaryFolder('half');
  const mail = join(root, 'Library/Mail');
  writeBuiltFile(join(mail, 'V10/MailData/Envelope Index'), 'SQLite format 3\0');
  writeBuiltFile(join(mail, 'V10/A/INBOX.mbox/1.emlx'), builtMessage(1));
  // Too deep a folder is refused as one is that may not be entered.
  const { profiles } = await foundIn(mail, { limits: { folderDepth: 1 } });
  expect(profiles).toMatchObject([
    { files: 1, reading: { can: 'partly', because: expect.stringMatching(/^1 of its .*INBOX\.mbox/) as string } },
  ]);
});
