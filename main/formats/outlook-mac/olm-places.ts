import type { Locator } from '#model/index.ts';

/** What a path in an archive of Outlook for Mac says its file holds. */
export type OlmPart =
  | { readonly kind: 'message'; readonly account: string; readonly folders: readonly string[]; readonly folderPath: string }
  | { readonly kind: 'attachment' }
  | { readonly kind: 'contacts'; readonly account: string }
  | { readonly kind: 'folder' }
  /** Calendars, tasks, notes, categories, and what is not known. */
  | { readonly kind: 'other' };

const messages = 'com.microsoft.__Messages';
const attachments = 'com.microsoft.__Attachments';

/**
 * Tells by its path what a file of an archive holds: `Accounts/NAME/com.microsoft.__Messages/FOLDER/message_00001.xml`,
 * attachments beside them, `…/Address Book/Contacts.xml`; `Local` in place of `Accounts/NAME` is what lies on the machine.
 */
export function partAt(path: string): OlmPart {
  if (path.endsWith('/')) return { kind: 'folder' };
  const steps = path.split('/');
  if (steps.includes(attachments)) return { kind: 'attachment' };
  const account = steps[0] === 'Accounts' && steps.length > 2 ? (steps[1] ?? '') : '';
  const at = steps.indexOf(messages);
  const fileName = steps.at(-1) ?? '';
  if (at !== -1) {
    if (!fileName.toLowerCase().endsWith('.xml')) return { kind: 'other' };
    return { kind: 'message', account, folders: steps.slice(at + 1, -1), folderPath: steps.slice(0, -1).join('/') };
  }
  return fileName.toLowerCase() === 'contacts.xml' ? { kind: 'contacts', account } : { kind: 'other' };
}

/** A file or folder of the archive. */
export function entryLocator(archive: Locator, path: string): Locator {
  return [...archive, { kind: 'entry', at: path }];
}
