import type { CustomFormSetting } from '#model/index.ts';
import { partOf, type StoredItem } from './stored-item.ts';

/** Class of the items in which a folder keeps its forms, in lower case. */
export const formClass = 'ipm.microsoft.folderdesign.formsdescription';

/**
 * Reads the description of a form in a folder. The properties are those that public tools read and write, as no specification
 * names them: 0x6800 the message class that the form is for, 0x3001 its name, 0x3004 its comment, 0x10F4 and 0x6803 whether it
 * is hidden (Ruler, NotRuler; MAPI's PR_FORM_… of the same numbers). Its script lies in an attachment and is not decoded.
 */
export function readCustomForm(item: StoredItem): CustomFormSetting {
  const { bag } = item;
  const flags = [bag.boolean(0x10f4), bag.boolean(0x6803)].filter((flag) => flag !== null);
  const stored = item.value(0x6800);
  return {
    setting: 'custom-form',
    formClass: bag.text(0x6800) ?? '',
    displayName: bag.text(0x3001) ?? '',
    comment: bag.text(0x3004) ?? '',
    isHidden: flags.length === 0 ? null : flags.includes(true),
    parts: stored === null ? [] : [partOf('PidTagOfflineAddressBookName', stored, 'whole', null)],
  };
}
