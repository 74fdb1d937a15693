import type { MessageTrace } from '#model/index.ts';

type NamedPlace = Exclude<MessageTrace['place'], 'unknown'>;

/** Names by which mail programs call a folder in one language. */
export interface FolderNames {
  readonly place: NamedPlace;
  /** ISO 639-1. */
  readonly language: string;
  /** In lower case. */
  readonly names: readonly string[];
}

/** Raised whenever a row is added or changed. */
export const folderNamesVersion = '1';

/**
 * Names of default folders by language. Version 1. Sources: the default folders that Outlook and Exchange create for a mailbox language
 * (Set-MailboxRegionalConfiguration -LocalizeDefaultFolderName), the folder strings of Thunderbird (messenger.properties
 * of its language packs), Gmail's labels as Takeout and IMAP show them, Apple Mail, and the special uses of RFC 6154.
 */
export const folderNames: readonly FolderNames[] = [
  { place: 'received', language: 'en', names: ['inbox', 'all mail', 'archive', 'archives', 'focused', 'other', 'important'] },
  { place: 'sent', language: 'en', names: ['sent', 'sent items', 'sent mail', 'sent messages', 'sent-mail', 'outbox', 'sent_mail'] },
  { place: 'draft', language: 'en', names: ['drafts', 'draft', 'templates'] },
  {
    place: 'deleted',
    language: 'en',
    names: ['trash', 'deleted', 'deleted items', 'deleted messages', 'bin', 'recoverable items', 'deletions', 'purges', 'wastebasket'],
  },
  { place: 'junk', language: 'en', names: ['junk', 'junk email', 'junk e-mail', 'junk mail', 'spam', 'bulk mail', 'bulk'] },
  { place: 'received', language: 'de', names: ['posteingang', 'alle nachrichten', 'archiv'] },
  { place: 'sent', language: 'de', names: ['gesendet', 'gesendete elemente', 'gesendete objekte', 'gesendete nachrichten', 'postausgang'] },
  { place: 'draft', language: 'de', names: ['entwürfe', 'vorlagen'] },
  { place: 'deleted', language: 'de', names: ['papierkorb', 'gelöschte elemente', 'gelöschte objekte', 'gelöscht'] },
  { place: 'junk', language: 'de', names: ['junk-e-mail', 'spamverdacht', 'unbekannt'] },
  { place: 'received', language: 'fr', names: ['boîte de réception', 'courrier entrant', 'tous les messages'] },
  { place: 'sent', language: 'fr', names: ['éléments envoyés', 'messages envoyés', 'envoyés', "boîte d'envoi"] },
  { place: 'draft', language: 'fr', names: ['brouillons', 'modèles'] },
  { place: 'deleted', language: 'fr', names: ['éléments supprimés', 'corbeille', 'messages supprimés'] },
  { place: 'junk', language: 'fr', names: ['courrier indésirable', 'indésirables', 'pourriel'] },
  { place: 'received', language: 'es', names: ['bandeja de entrada', 'todos', 'recibidos'] },
  { place: 'sent', language: 'es', names: ['elementos enviados', 'enviados', 'bandeja de salida'] },
  { place: 'draft', language: 'es', names: ['borradores', 'plantillas'] },
  { place: 'deleted', language: 'es', names: ['elementos eliminados', 'papelera', 'eliminados'] },
  { place: 'junk', language: 'es', names: ['correo no deseado', 'no deseado'] },
  { place: 'received', language: 'it', names: ['posta in arrivo', 'tutti i messaggi'] },
  { place: 'sent', language: 'it', names: ['posta inviata', 'inviata', 'messaggi inviati', 'posta in uscita'] },
  { place: 'draft', language: 'it', names: ['bozze', 'modelli'] },
  { place: 'deleted', language: 'it', names: ['posta eliminata', 'cestino', 'eliminati'] },
  { place: 'junk', language: 'it', names: ['posta indesiderata', 'indesiderata'] },
  { place: 'received', language: 'pt', names: ['caixa de entrada', 'a receber', 'todos os e-mails'] },
  { place: 'sent', language: 'pt', names: ['itens enviados', 'enviadas', 'e-mails enviados', 'caixa de saída'] },
  { place: 'draft', language: 'pt', names: ['rascunhos', 'modelos'] },
  { place: 'deleted', language: 'pt', names: ['itens excluídos', 'itens eliminados', 'lixeira', 'lixo'] },
  { place: 'junk', language: 'pt', names: ['lixo eletrônico', 'lixo eletrónico', 'e-mail de lixo'] },
  { place: 'received', language: 'nl', names: ['postvak in', 'alle berichten', 'archief'] },
  { place: 'sent', language: 'nl', names: ['verzonden items', 'verzonden', 'verzonden berichten', 'postvak uit'] },
  { place: 'draft', language: 'nl', names: ['concepten', 'sjablonen'] },
  { place: 'deleted', language: 'nl', names: ['verwijderde items', 'prullenbak', 'verwijderd'] },
  { place: 'junk', language: 'nl', names: ['ongewenste e-mail', 'ongewenst'] },
  { place: 'received', language: 'pl', names: ['skrzynka odbiorcza', 'odebrane', 'wszystkie'] },
  { place: 'sent', language: 'pl', names: ['elementy wysłane', 'wysłane', 'skrzynka nadawcza'] },
  { place: 'draft', language: 'pl', names: ['wersje robocze', 'kopie robocze', 'szablony'] },
  { place: 'deleted', language: 'pl', names: ['elementy usunięte', 'kosz', 'usunięte'] },
  { place: 'junk', language: 'pl', names: ['wiadomości-śmieci', 'niechciane'] },
  { place: 'sent', language: 'sv', names: ['skickat', 'skickade objekt', 'utkorg'] },
  { place: 'received', language: 'sv', names: ['inkorgen', 'inkorg'] },
  { place: 'draft', language: 'sv', names: ['utkast'] },
  { place: 'deleted', language: 'sv', names: ['borttaget', 'papperskorgen'] },
  { place: 'junk', language: 'sv', names: ['skräppost'] },
  { place: 'received', language: 'da', names: ['indbakke'] },
  { place: 'sent', language: 'da', names: ['sendt post', 'sendt', 'udbakke'] },
  { place: 'draft', language: 'da', names: ['kladder'] },
  { place: 'deleted', language: 'da', names: ['slettet post', 'papirkurv'] },
  { place: 'junk', language: 'da', names: ['uønsket mail', 'uønsket post'] },
  { place: 'received', language: 'nb', names: ['innboks'] },
  { place: 'sent', language: 'nb', names: ['sendte elementer', 'utboks'] },
  { place: 'deleted', language: 'nb', names: ['slettede elementer', 'papirkurv', 'søppel'] },
  { place: 'junk', language: 'nb', names: ['søppelpost'] },
  { place: 'received', language: 'fi', names: ['saapuneet'] },
  { place: 'sent', language: 'fi', names: ['lähetetyt', 'lähetetyt kohteet', 'lähtevät'] },
  { place: 'draft', language: 'fi', names: ['luonnokset'] },
  { place: 'deleted', language: 'fi', names: ['poistetut', 'roskakori'] },
  { place: 'junk', language: 'fi', names: ['roskaposti'] },
  { place: 'received', language: 'cs', names: ['doručená pošta', 'příchozí'] },
  { place: 'sent', language: 'cs', names: ['odeslaná pošta', 'odeslaná', 'odeslané'] },
  { place: 'draft', language: 'cs', names: ['koncepty'] },
  { place: 'deleted', language: 'cs', names: ['odstraněná pošta', 'koš'] },
  { place: 'junk', language: 'cs', names: ['nevyžádaná pošta'] },
  { place: 'received', language: 'tr', names: ['gelen kutusu'] },
  { place: 'sent', language: 'tr', names: ['gönderilmiş öğeler', 'gönderilmiş', 'giden kutusu'] },
  { place: 'draft', language: 'tr', names: ['taslaklar'] },
  { place: 'deleted', language: 'tr', names: ['silinmiş öğeler', 'çöp', 'çöp kutusu'] },
  { place: 'junk', language: 'tr', names: ['önemsiz e-posta', 'istenmeyen'] },
  { place: 'received', language: 'ru', names: ['входящие', 'вся почта'] },
  { place: 'sent', language: 'ru', names: ['отправленные', 'отправленная почта', 'исходящие'] },
  { place: 'draft', language: 'ru', names: ['черновики'] },
  { place: 'deleted', language: 'ru', names: ['удаленные', 'удалённые', 'корзина'] },
  { place: 'junk', language: 'ru', names: ['нежелательная почта', 'спам'] },
  { place: 'received', language: 'uk', names: ['вхідні'] },
  { place: 'sent', language: 'uk', names: ['надіслані'] },
  { place: 'draft', language: 'uk', names: ['чернетки'] },
  { place: 'deleted', language: 'uk', names: ['видалені', 'кошик'] },
  { place: 'received', language: 'zh', names: ['收件箱', '收件匣'] },
  { place: 'sent', language: 'zh', names: ['已发送邮件', '已发送', '寄件備份', '寄件夹', '发件箱'] },
  { place: 'draft', language: 'zh', names: ['草稿', '草稿箱'] },
  { place: 'deleted', language: 'zh', names: ['已删除邮件', '已删除', '刪除的郵件', '垃圾桶'] },
  { place: 'junk', language: 'zh', names: ['垃圾邮件', '垃圾郵件'] },
  { place: 'received', language: 'ja', names: ['受信トレイ', '受信箱'] },
  { place: 'sent', language: 'ja', names: ['送信済みアイテム', '送信済み', '送信済みトレイ', '送信トレイ'] },
  { place: 'draft', language: 'ja', names: ['下書き'] },
  { place: 'deleted', language: 'ja', names: ['削除済みアイテム', 'ごみ箱', 'ゴミ箱'] },
  { place: 'junk', language: 'ja', names: ['迷惑メール'] },
  { place: 'received', language: 'ko', names: ['받은 편지함'] },
  { place: 'sent', language: 'ko', names: ['보낸 편지함'] },
  { place: 'draft', language: 'ko', names: ['임시 보관함'] },
  { place: 'deleted', language: 'ko', names: ['지운 편지함', '휴지통'] },
  { place: 'junk', language: 'ko', names: ['정크 메일', '스팸'] },
];

const places: ReadonlyMap<string, NamedPlace> = new Map(
  folderNames.flatMap(({ place, names }) => names.map((name) => [name.normalize('NFC'), place] as const)),
);

/** What a folder is for, by its name in any of the languages; null where the name tells nothing. */
export function placeByName(name: string): NamedPlace | null {
  return places.get(bareName(name)) ?? null;
}

// Files of mailboxes carry an extension; IMAP writes `INBOX` in capitals; macOS decomposes letters.
function bareName(name: string): string {
  return name
    .slice(0, longestName)
    .toLowerCase()
    .replace(/\.(?:mbox|mbx|mbs|msf|imapmbox)$/, '')
    .trim()
    .normalize('NFC');
}

const longestName = 200;
