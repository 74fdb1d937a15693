/**
 * Procedures of VBA that Outlook calls by their names, and words by which a program passes mail on or reaches out of Outlook.
 * Version 1. Sources: learn.microsoft.com, events of the Outlook objects Application, Items and MailItem; MITRE ATT&CK T1137;
 * the keyword list of public macro analysis (AutoExec and Suspicious words) as far as it concerns mail.
 */
const handlers = [
  'Application_Startup',
  'Application_MAPILogonComplete',
  'Application_NewMail',
  'Application_NewMailEx',
  'Application_ItemSend',
  'Application_Reminder',
];

/** Compared without case, as they are written in a program. */
const passingWords = [
  '.Forward',
  '.BCC',
  '.Recipients.Add',
  '.CreateItem',
  '.SendUsingAccount',
  '.DeleteAfterSubmit',
  'Shell',
  'CreateObject',
  'WScript.Shell',
  'URLDownloadToFile',
  'XMLHTTP',
];

// `Items` and `MailItem` call procedures named after the variable: `inbox_ItemAdd`.
const handlerPattern = new RegExp(
  `^[ \\t]*(?:(?:public|private|friend)[ \\t]+)?sub[ \\t]+(${handlers.join('|')}|[\\p{L}][\\p{L}\\p{N}_]{0,60}_ItemAdd)[ \\t]*\\(`,
  'gimu',
);

/** The procedures in a source that Outlook calls by itself, in their order, each once. */
export function handlersIn(source: string): readonly string[] {
  return [...new Set(Array.from(withoutRemarks(source).matchAll(handlerPattern), ([, name = '']) => name))];
}

/** The words in a source that stand for passing mail on or reaching out, as the list writes them. */
export function passingWordsIn(source: string): readonly string[] {
  const text = withoutRemarks(source).toLowerCase();
  return passingWords.filter((word) => isWordIn(text, word.toLowerCase()));
}

function isWordIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = word.startsWith('.') ? '' : (text[at - 1] ?? '');
    if (!/[\p{L}\p{N}_]/u.test(before) && !/[\p{L}\p{N}_]/u.test(text[at + word.length] ?? '')) return true;
  }
  return false;
}

// A line that begins with an apostrophe or Rem is a remark of the programmer.
function withoutRemarks(source: string): string {
  return source
    .split(/\r?\n/)
    .filter((line) => !/^[ \t]*(?:'|rem[ \t])/i.test(line))
    .join('\n');
}
