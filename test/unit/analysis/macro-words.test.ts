import { expect, test } from 'vitest';
import { handlersIn, passingWordsIn } from '#analysis/rules/macro-words.ts';

test.each([
  ...['Application_Startup', 'Application_MAPILogonComplete', 'Application_NewMail', 'Application_NewMailEx'],
  ...['Application_ItemSend', 'Application_Reminder', 'folderItems_ItemAdd'],
])('Outlook calls %s', (name) => {
  expect(handlersIn(`Option Explicit\r\n Private Sub ${name} (ByVal x As String)\r\nEnd Sub\r\nPublic Sub ${name}()\r\n`)).toEqual([name]);
  expect(handlersIn(`  ' Sub ${name}()\r\nREM Sub ${name}()\r\nCall ${name}()\r\nFunction ${name}()\r\n`)).toEqual([]);
});

test.each([
  ...['.Forward', '.BCC', '.Recipients.Add', '.CreateItem', '.SendUsingAccount', '.DeleteAfterSubmit', 'Shell', 'CreateObject'],
  ...['WScript.Shell', 'URLDownloadToFile', 'XMLHTTP'],
])('%s is a word of programs that pass mail on or reach out', (word) => {
  expect(passingWordsIn(`x = a${word.startsWith('.') ? '' : ' '}${word.toUpperCase()} "b"`)).toContain(word);
  expect(passingWordsIn(`x = a${word}ing`)).toEqual([]);
  expect(passingWordsIn(`' ${word}`)).toEqual([]);
});

test('a word within another is none, and one behind it is found', () => {
  expect(passingWordsIn('PowerShellText')).toEqual([]);
  expect(passingWordsIn('NoShell = Shell("cmd")')).toEqual(['Shell']);
});
