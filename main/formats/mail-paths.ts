/** What of a mail program lies at a path, in words; null for every other path. The narrow forms come before the wide ones. */
export function mailPathOf(path: string): string | null {
  const text = path.slice(-1024);
  return places.find(({ form }) => form.test(text))?.holds ?? null;
}

const places: readonly { readonly holds: string; readonly form: RegExp }[] = [
  {
    holds: 'rules',
    form: /(?:^|\/)(?:SyncedRules|UnsyncedRules|RulesActiveState|MessageRules|SmartMailboxes|SyncedSmartMailboxes)\.plist$/,
  },
  { holds: 'rules', form: /(?:^|\/)msgFilterRules\.dat$/ },
  { holds: 'index of Apple Mail', form: /(?:^|\/)Envelope Index(?:-wal|-shm)?$/ },
  { holds: 'message file', form: /\.(?:emlx|eml|msg|olk1[45]Message|olk1[45]MsgSource)$/i },
  { holds: 'message store', form: /\.(?:pst|ost|olm|mbox|mbx|dbx)(?:\/|$)/i },
  { holds: 'Apple Mail', form: /(?:^|\/)Library\/(?:Mail|Containers\/com\.apple\.mail)\// },
  { holds: 'Outlook for Mac', form: /(?:^|\/)(?:Outlook 1[56] Profiles|UBF8T346G9\.Office\/Outlook)\// },
  { holds: 'Thunderbird', form: /(?:^|\/)Thunderbird\/Profiles\/[^/]{1,100}\/(?:Imap|)Mail\// },
];
