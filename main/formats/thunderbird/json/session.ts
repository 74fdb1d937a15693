import { fact, shortened } from '../claims.ts';
import { flatFacts, settingOf, type JsonFact, type JsonKind } from './json-kind.ts';
import { member, textOfNode, type JsonNode } from './parse-json.ts';

/**
 * The windows and tabs that were open when the program ended (`session.json`; mail/components/sessionStore of comm-central):
 * a setting for each tab, and for a tab that shows a message or a folder an event.
 */
export const sessionKind: JsonKind = {
  id: 'thunderbird-session',
  title: 'Thunderbird session (session.json)',
  recognises: (root) => member(root, 'windows')?.kind === 'array' && member(root, 'rev') !== null,
  *tell(root) {
    for (const window of member(root, 'windows')?.members ?? []) {
      const tabs = member(window.node, 'tabs', 'tabs');
      const path = ['windows', window.key];
      if (tabs === null) yield { path, node: window.node, draft: settingOf('open window', flatFacts(window.node, 50)) };
      for (const tab of tabs?.members ?? []) yield* tellTab(tab.node, [...path, 'tabs', 'tabs', tab.key]);
    }
  },
};

function* tellTab(tab: JsonNode, path: readonly string[]): Generator<JsonFact, void, undefined> {
  const mode = textOfNode(member(tab, 'mode'));
  yield {
    path,
    node: tab,
    draft: settingOf('open tab', [fact('mode', mode), ...flatFacts(tab, 60).filter(({ name }) => name !== 'mode')]),
  };
  const state = member(tab, 'state');
  const message = member(state, 'messageURI') ?? member(state, 'msgURI');
  const folder = member(state, 'folderURI');
  const shown = message ?? folder;
  if (shown === null || textOfNode(shown) === '') return;
  const isMessage = shown === message;
  yield {
    path: [...path, 'state', isMessage ? 'messageURI' : 'folderURI'],
    node: shown,
    draft: {
      kind: 'event',
      claimed: {
        time: null,
        precision: 'unknown',
        clock: '',
        strength: 'OPENED',
        action: isMessage ? 'mail-access' : 'folder-access',
        operation: isMessage ? 'message shown in a tab when the program ended' : 'folder shown in a tab when the program ended',
        actor: '',
        account: '',
        host: '',
        address: '',
        process: null,
        object: { kind: isMessage ? 'message' : 'folder', name: shortened(textOfNode(shown), 2000) },
        outcome: '',
        source: 'Thunderbird session (session.json)',
        doesNotShow: 'It does not show when it was opened, nor whether anybody looked at the tab.',
        facts: [],
      },
    },
  };
}
