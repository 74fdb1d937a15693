import { namesMailStore } from '#formats/windows-values/text.ts';
import { eachValue, lastWriteLeavesOpen, registryEvent, registrySetting, shortened, type ArtifactReader } from '../artifact.ts';
import { typeName, valueInWords } from '../values.ts';

const outlook = 'Software\\Microsoft\\Office\\*\\Outlook';
const policies = 'Software\\Policies\\Microsoft\\Office\\*\\Outlook';

/** Stores that Outlook handed to the search of Windows; a store stays listed when it is closed. */
export const searchCatalog: ArtifactReader = {
  id: 'outlook-search-catalog',
  title: 'search catalogue of Outlook',
  keys: [`${outlook}\\Search\\Catalog`, `${outlook}\\Search`],
  *read(at) {
    yield* eachValue(at.key, (value) => {
      if (!namesMailStore(value.name)) return null;
      return registryEvent(at, 'search catalogue of Outlook', {
        strength: 'PRESENT',
        action: 'other',
        operation: 'store listed for the search of Windows',
        object: { kind: 'store', name: shortened(value.name) },
        doesNotShow: `It does not show when the store was opened or by whom, nor whether it was still there later. ${lastWriteLeavesOpen}`,
      });
    });
  },
};

/** Values by which Outlook lets scripts run, with what they bear on. */
const notable = new Map([
  ['outlooksecuretempfolder', 'folder into which attachments are copied when they are opened'],
  ['enableunsafeclientmailrules', 'rules may start programs and scripts'],
  ['level', 'which macros run (1: all, 2: ask, 3: signed, 4: none)'],
  ['vbawarnings', 'which macros run (1: all, 2: ask, 3: signed, 4: none)'],
  ['loadmacroprovideronboot', 'the macro project is loaded when Outlook starts'],
  ['forcepstpath', 'folder in which new data files (PST) are made'],
  ['forceostpath', 'folder in which offline data files (OST) are made'],
  ['userdefinedurl', 'page shown in place of Outlook Today'],
  ['url', 'page shown in place of a folder'],
]);

/** Security settings of Outlook, home pages of folders, and what makes macros load at start. */
export const outlookSettings: ArtifactReader = {
  id: 'outlook-settings',
  title: 'settings of Outlook',
  keys: [outlook, policies]
    .flatMap((place) => [
      place,
      `${place}\\Security`,
      `${place}\\Today`,
      `${place}\\WebView\\*`,
      `${place}\\Options\\General`,
      `${place}\\Addins\\*`,
    ])
    .concat(
      'Software\\Microsoft\\Office\\Outlook\\Addins\\*',
      'Microsoft\\Office\\Outlook\\Addins\\*',
      'WOW6432Node\\Microsoft\\Office\\Outlook\\Addins\\*',
    ),
  *read(at) {
    const section = at.key.name.toLowerCase();
    const parent = at.path.at(-2)?.toLowerCase() ?? '';
    // Of these keys everything bears on who may run code or see attachments, of the others only what is known to.
    const isAll = section === 'security' || parent === 'webview' || parent === 'addins';
    yield* eachValue(at.key, (value, bytes) => {
      const meaning = notable.get(value.name.toLowerCase());
      if (meaning === undefined && !isAll) return null;
      const words = valueInWords(value.type, bytes);
      return registrySetting(
        at,
        'outlook',
        meaning ?? `value of the key ${parent === 'addins' ? 'of an add-in' : at.key.name} of Outlook`,
        [
          { name: value.name, value: typeof words === 'string' ? shortened(words) : words },
          { name: 'type', value: typeName(value.type) },
          { name: 'key', value: at.path.join('\\') },
        ],
      );
    });
  },
};
