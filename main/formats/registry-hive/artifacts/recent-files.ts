import { itemFacts, readShellItems, type ShellItemList } from '#formats/shell-items/shell-items.ts';
import { utf16LengthWithNul, utf16Until0 } from '#formats/windows-values/text.ts';
import type { RuleValue } from '#model/index.ts';
import { eachValue, registryEvent, shortened, type ArtifactClaim, type ArtifactKey, type ArtifactReader } from '../artifact.ts';
import { textOfValue } from '../values.ts';
import { orderLeavesOpen, useOrder } from './most-recent.ts';

const explorer = 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer';

/** Documents and folders opened from the desktop, by file ending and all together. */
export const recentDocuments: ArtifactReader = {
  id: 'recent-documents',
  title: 'recent documents (RecentDocs)',
  keys: [`${explorer}\\RecentDocs`, `${explorer}\\RecentDocs\\*`],
  *read(at) {
    const order = useOrder(at.key);
    yield* eachValue(at.key, (value, bytes) => {
      if (!/^\d{1,6}$/.test(value.name)) return null;
      const name = utf16Until0(bytes);
      if (name === '') return 'it names no document';
      const items = readShellItems(bytes.subarray(utf16LengthWithNul(bytes)));
      const isFolder = at.key.name.toLowerCase() === 'folder';
      return registryEvent(at, 'RecentDocs', {
        time: order.timeOf(value.name),
        strength: 'OPENED',
        action: isFolder ? 'folder-open' : 'file-open',
        operation: isFolder ? 'folder in the list of recent documents' : 'document in the list of recent documents',
        object: { kind: isFolder ? 'folder' : 'file', name: shortened(name) },
        facts: [...placeFact(order.placeOf(value.name)), { name: 'shortcut', value: items.path }, { name: 'list', value: at.key.name }],
        doesNotShow: `It does not show where the document lay, nor with which program it was opened. ${orderLeavesOpen}`,
      });
    });
  },
};

function placeFact(place: number | null): RuleValue[] {
  return place === null
    ? [{ name: 'place in the order of use', value: 'not listed' }]
    : [{ name: 'place in the order of use', value: place }];
}

const dialogs = `${explorer}\\ComDlg32`;

/** Files chosen in the dialogs for opening and saving, by file ending and all together. */
export const openSaveDialog: ArtifactReader = {
  id: 'open-save-dialog',
  title: 'files chosen in dialogs (OpenSavePidlMRU)',
  keys: ['OpenSavePidlMRU', 'OpenSavePidlMRULegacy', 'OpenSaveMRU'].flatMap((list) => [`${dialogs}\\${list}`, `${dialogs}\\${list}\\*`]),
  *read(at) {
    const order = useOrder(at.key);
    const isText = at.path.some((name) => name.toLowerCase() === 'opensavemru');
    yield* eachValue(at.key, (value, bytes) => {
      if (!/^(?:\d{1,6}|[a-z])$/.test(value.name)) return null;
      const chosen = isText ? { path: textOfValue(bytes), facts: [] } : pathOf(readShellItems(bytes));
      return typeof chosen === 'string'
        ? chosen
        : dialogClaim(at, 'file chosen in a dialog for opening or saving', chosen, '', value.name, order);
    });
  },
};

/** The folder that each program used last in such a dialog. */
export const lastVisited: ArtifactReader = {
  id: 'last-visited',
  title: 'folders used last in dialogs (LastVisitedPidlMRU)',
  keys: ['LastVisitedPidlMRU', 'LastVisitedPidlMRULegacy', 'LastVisitedMRU'].map((list) => `${dialogs}\\${list}`),
  *read(at) {
    const order = useOrder(at.key);
    const isText = at.key.name.toLowerCase() === 'lastvisitedmru';
    yield* eachValue(at.key, (value, bytes) => {
      if (!/^(?:\d{1,6}|[a-z])$/.test(value.name)) return null;
      const program = utf16Until0(bytes);
      const rest = bytes.subarray(utf16LengthWithNul(bytes));
      const chosen = isText ? { path: utf16Until0(rest), facts: [] } : pathOf(readShellItems(rest));
      return typeof chosen === 'string'
        ? chosen
        : dialogClaim(at, 'folder used last in a dialog of a program', chosen, program, value.name, order);
    });
  },
};

interface Chosen {
  readonly path: string;
  readonly facts: readonly RuleValue[];
}

function pathOf(list: ShellItemList): Chosen | string {
  const last = list.items.at(-1);
  if (last === undefined) return list.trouble ?? 'it names no file or folder';
  const facts = itemFacts(last);
  return { path: list.path, facts: list.trouble === null ? facts : [...facts, { name: 'not understood', value: list.trouble }] };
}

function dialogClaim(
  at: ArtifactKey,
  operation: string,
  { path, facts }: Chosen,
  program: string,
  name: string,
  order: ReturnType<typeof useOrder>,
): ArtifactClaim {
  const isFolder = program !== '';
  return registryEvent(at, at.path.slice(-2).join('\\'), {
    time: order.timeOf(name),
    strength: 'OPENED',
    action: isFolder ? 'folder-open' : 'file-open',
    operation,
    process: program === '' ? null : { name: program, commandLine: '' },
    object: { kind: isFolder ? 'folder' : 'file', name: shortened(path) },
    facts: [...placeFact(order.placeOf(name)), ...facts],
    doesNotShow: `It does not show whether the file was opened or written. ${orderLeavesOpen}`,
  });
}
