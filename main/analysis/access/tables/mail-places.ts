/**
 * Names by which stores of mail, mail programs and the programs that copy files are known. Version 1. Sources: the file
 * and process lists of the published detections that the rules name, and the places that the profile readers know.
 * Paths are written with `/` and in lower case.
 */

/** Endings of the files in which mail programs keep mail. */
export const storeEndings: readonly string[] = [
  ...['.pst', '.ost', '.nst', '.olm', '.mbox', '.mbx', '.emlx', '.partial.emlx', '.dbx', '.wdseml', '.nsf', '.edb', '.msf'],
  ...['/global-messages-db.sqlite', '/envelope index', '/unistoredb/store.vol', '/outlook.sqlite'],
];

/** Folders in which mail lies as files without an ending of their own. */
export const storeFolders: readonly string[] = [
  ...['/var/mail/', '/var/spool/mail/', '/maildir/', '/library/mail/', '/imapmail/', '/mail/local folders/', '/comms/unistore/data/'],
  ...['/outlook 15 profiles/', '/.local/share/evolution/mail/', '/.local/share/local-mail/'],
];

/** Programs that open stores because that is what they are for: mail programs, indexers, backup and protection of the system. */
export const usualStorePrograms: readonly string[] = [
  ...['outlook', 'olk', 'hxtsr', 'hxoutlook', 'hxaccounts', 'thunderbird', 'thunderbird-bin', 'mail', 'microsoft outlook', 'scanpst'],
  ...['searchindexer', 'searchprotocolhost', 'searchfilterhost', 'msmpeng', 'mpcmdrun', 'onedrive', 'system', 'ucmapi', 'lync', 'teams'],
  ...['store', 'microsoft.exchange.store.worker', 'edgetransport', 'mds', 'mds_stores', 'mdworker', 'mdworker_shared', 'backupd', 'bird'],
  ...[
    'maild',
    'com.apple.mailservices',
    'spotlight',
    'dovecot',
    'imap',
    'imap-login',
    'lmtp',
    'lda',
    'dovecot-lda',
    'postfix',
    'local',
    'virtual',
  ],
  ...[
    'exim',
    'exim4',
    'sendmail',
    'procmail',
    'cyrus',
    'evolution',
    'kmail',
    'akonadi_maildir_resource',
    'claws-mail',
    'mutt',
    'neomutt',
    'alpine',
  ],
];

/** Programs that make one file of many. */
export const archivePrograms: readonly string[] = [
  ...[
    '7z',
    '7za',
    '7zr',
    '7zg',
    'rar',
    'winrar',
    'winzip',
    'winzip64',
    'wzzip',
    'zip',
    'tar',
    'bsdtar',
    'gzip',
    'bzip2',
    'xz',
    'zstd',
    'makecab',
  ],
  ...['ditto', 'hdiutil', 'cpio', 'ar', 'compress-archive', 'peazip', 'bandizip', 'wbadmin'],
];

/** Programs that copy files within a machine or a network. */
export const copyPrograms: readonly string[] = [
  ...[
    'robocopy',
    'xcopy',
    'esentutl',
    'copy-item',
    'copy',
    'cp',
    'mv',
    'move',
    'move-item',
    'rsync',
    'dd',
    'teracopy',
    'fastcopy',
    'extrac32',
  ],
  ...['certutil', 'rawcopy', 'ninjacopy', 'invoke-ninjacopy', 'hobocopy', 'shadowspawn', 'pffexport', 'readpst'],
];

/** Programs that bring files to other machines. */
export const transferPrograms: readonly string[] = [
  ...[
    'rclone',
    'scp',
    'pscp',
    'sftp',
    'psftp',
    'winscp',
    'ftp',
    'tftp',
    'curl',
    'wget',
    'megasync',
    'megacmd',
    'mega-put',
    'mega-cmd',
    'mega',
  ],
  ...[
    'nc',
    'ncat',
    'netcat',
    'bitsadmin',
    'start-bitstransfer',
    'azcopy',
    'aws',
    'gsutil',
    'restic',
    'invoke-webrequest',
    'invoke-restmethod',
  ],
  ...['send-mailmessage', 'mail', 'mailx', 'mutt', 'swaks', 'croc', 'rsync'],
];

/** Words of commands that look for files. */
export const searchWords: readonly string[] = [
  ...['dir ', 'get-childitem', 'gci ', 'where /r', 'where.exe /r', 'forfiles', 'find ', 'locate ', 'mdfind', 'tree ', 'enumeratefiles'],
  ...['getfiles(', 'fd ', 'ls -r', 'ls -lr', 'ls -alr', 'fsutil'],
];

/** Programs that run what others wrote. */
export const scriptPrograms: readonly string[] = [
  ...[
    'powershell',
    'pwsh',
    'cmd',
    'wscript',
    'cscript',
    'mshta',
    'rundll32',
    'regsvr32',
    'python',
    'python3',
    'perl',
    'ruby',
    'node',
    'bash',
    'sh',
  ],
  ...['zsh', 'osascript', 'grep', 'egrep', 'awk', 'sed', 'strings', 'cat', 'php'],
];

export const storesMeaning = 'Endings of the names of mail stores; `/` stands for every separator of paths.';
export const programsMeaning = 'Names of programs, without their ending `.exe`.';
