const guid = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i;
const mailboxEnding = /\.(?:mbox|imapmbox|popmbox|ewsmbox|eas)$/i;

/**
 * The folder that a message file lies in, as its owner saw it. Apple Mail keeps messages in `NAME.mbox/Messages`, and since
 * version 3 of its store in `NAME.mbox/GUID/Data/3/2/1/Messages`, where the digits are the thousands of the message's number.
 * The account above keeps its name or GUID, which tells inboxes apart.
 * @param folderPath the folders of the file; one outside such a place is returned as it is
 */
export function mailboxPath(folderPath: readonly string[]): readonly string[] {
  const innermost = folderPath.findLastIndex((name) => mailboxEnding.test(name));
  if (innermost === -1) return folderPath;
  const below = folderPath.slice(innermost + 1);
  const isStorage = below.every((name) => guid.test(name) || /^(?:Data|Messages|Attachments|\d{1,9})$/.test(name));
  if (!isStorage) return folderPath;
  const kept = folderPath.slice(0, innermost + 1);
  return kept.map((name) => name.replace(mailboxEnding, '')).filter((name) => name !== '');
}

/** The mailbox of a URL of Apple Mail, `imap://ACCOUNT/Folder/Sub`: account first, then the folders, decoded. */
export function mailboxOfUrl(url: string): readonly string[] {
  const match = /^[a-z][a-z0-9+.-]*:\/\/([^/]*)\/?(.*)$/is.exec(url);
  if (match === null) return url === '' ? [] : [url];
  return [match[1] ?? '', ...(match[2] ?? '').split('/')].filter((name) => name !== '').map(decoded);
}

/**
 * Gives mailboxes of URLs the place that their message files have (`mailboxPath`), so that messages of one mailbox stand together
 * whether or not their files are there. The folder of an account has the account's name in the URL, in older stores after the
 * protocol: `IMAP-anna@imap.example.org`.
 * @param root the folders of the store that holds the accounts
 * @param accounts the folders in it
 */
export function placesOfMailboxes(root: readonly string[], accounts: readonly string[]): (url: string) => readonly string[] {
  const known = new Map(accounts.map((name) => [name.toLowerCase(), name]));
  return (url) => {
    const [account, ...folders] = mailboxOfUrl(url);
    if (account === undefined) return [];
    const protocol = url.slice(0, Math.max(0, url.indexOf(':')));
    const place = known.get(account.toLowerCase()) ?? known.get(`${protocol}-${account}`.toLowerCase()) ?? account;
    return [...root, place, ...folders];
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not well escaped: as it stands.
    return text;
  }
}
