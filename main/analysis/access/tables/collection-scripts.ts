import { eventRule, type EventRule } from '../event-rule.ts';
import { quote } from '../event-statement.ts';
import { listParameter } from '../parameter-values.ts';
import { commandActions, commandText } from './store-commands.ts';

const scriptNeeds = ['script blocks (PowerShell 4104), process starts with command line, or shell histories'] as const;
const scriptProof = [
  'The script as a whole, and what it wrote.',
  'The sign-in under which it ran, and the mailbox of the profile that Outlook opened.',
] as const;
const scriptBenign = ['Add-ins, archive programs and scripts of the organisation use the same interfaces.'] as const;

/** Rules about scripts that read mail through the interfaces of mail programs and servers. */
export const collectionScriptRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.script.outlook-objects',
      title: 'A script used the objects of Outlook',
      technique: 'T1114.001',
      level: 'medium',
      needs: scriptNeeds,
      parameters: [
        listParameter('words', 'Parts of scripts that use Outlook.', [
          ...[
            'get-inbox.ps1',
            'microsoft.office.interop.outlook',
            'oldefaultfolders',
            '-comobject outlook.application',
            '-com outlook.application',
          ],
          ...[
            "-comobject 'outlook.application",
            '-comobject "outlook.application',
            'createobject("outlook.application',
            "createobject('outlook.application",
          ],
          ...[
            "gettypefromprogid('outlook.application",
            'gettypefromprogid("outlook.application',
            'dispatch("outlook.application',
            "dispatch('outlook.application",
          ],
        ]),
      ],
      benign: scriptBenign,
      proof: scriptProof,
      references: ['Sigma 2837e152-93c8-43d2-85ba-c3cd3c2ae614', 'MITRE ATT&CK T1114.001'],
    },
    {
      actions: commandActions,
      when: { field: 'command', how: 'contains', parameter: 'words' },
      strength: 'RUN',
      mechanism: 'mail read by a script through Outlook',
      says: (event) => `a script names the objects of Outlook: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.script.reads-mailbox',
      title: 'A script opened a mailbox through Outlook and went through its folders',
      technique: 'T1114.001',
      level: 'high',
      needs: scriptNeeds,
      parameters: [
        listParameter('objects', 'How scripts reach Outlook.', [
          'outlook.application',
          'microsoft.office.interop.outlook',
          'interop.outlook',
        ]),
        listParameter('calls', 'How they go through mail.', [
          ...[
            'getnamespace("mapi")',
            "getnamespace('mapi')",
            'getnamespace(mapi)',
            'getdefaultfolder',
            'oldefaultfolders',
            'olfolderinbox',
            '.folders.item(',
          ],
        ]),
      ],
      benign: scriptBenign,
      proof: scriptProof,
      references: ['Elastic a2d04374-187c-4fd9-b513-3ad4e7fdd67a', 'MITRE ATT&CK T1114.001'],
    },
    {
      actions: commandActions,
      when: {
        all: [
          { field: 'command', how: 'contains', parameter: 'objects' },
          { field: 'command', how: 'contains', parameter: 'calls' },
        ],
      },
      strength: 'RUN',
      mechanism: 'mail read by a script through Outlook',
      says: (event) => `a script opens a mailbox through Outlook and goes through its folders: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.script.exchange-web-services',
      title: 'A script read mail through Exchange Web Services',
      technique: 'T1114.002',
      level: 'medium',
      needs: scriptNeeds,
      parameters: [
        listParameter('objects', 'How scripts reach the service.', [
          'microsoft.exchange.webservices',
          'exchangeservice',
          'exchangewebservices',
        ]),
        listParameter('calls', 'How they go through mail.', [
          'finditems',
          'findfolders',
          '[microsoft.exchange.webservices.data.folder]::bind',
          '::bind(',
          'wellknownfoldername',
        ]),
      ],
      benign: scriptBenign,
      proof: ['The log of the service and the audit log (MailItemsAccessed) for the time.', ...scriptProof],
      references: ['Elastic a2d04374-187c-4fd9-b513-3ad4e7fdd67a', 'MITRE ATT&CK T1114.002, DET0048 (AN0131)'],
    },
    {
      actions: commandActions,
      when: {
        all: [
          { field: 'command', how: 'contains', parameter: 'objects' },
          { field: 'command', how: 'contains', parameter: 'calls' },
        ],
      },
      strength: 'RUN',
      mechanism: 'mail read by a script through Exchange Web Services',
      says: (event) => `a script reads mail through Exchange Web Services: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.script.mailsniper',
      title: 'A script names functions of a tool that searches mailboxes for secrets',
      technique: 'T1114.002',
      level: 'high',
      needs: scriptNeeds,
      parameters: [
        listParameter('words', 'Names of functions of MailSniper.', [
          ...[
            'invoke-globalo365mailsearch',
            'invoke-globalmailsearch',
            'invoke-selfsearch',
            'invoke-passwordsprayowa',
            'invoke-passwordsprayews',
          ],
          ...[
            'invoke-domainharvestowa',
            'invoke-usernameharvestowa',
            'invoke-usernameharvestgmail',
            'invoke-openinboxfinder',
            'invoke-injectgeventapi',
          ],
          ...[
            'invoke-injectgevent',
            'invoke-searchgmail',
            'invoke-monitorcredsniper',
            'invoke-addgmailrule',
            'invoke-passwordsprayeas',
            'invoke-passwordspraygmail',
          ],
          ...['invoke-usernameharvesteas', 'get-globaladdresslist', 'get-adusernamefromews', 'invoke-mailsniper'],
        ]),
      ],
      benign: ['Tests of security that the organisation ordered use the tool.'],
      proof: scriptProof,
      references: ['Splunk a36972c8-b894-11eb-9f78-acde48001122', 'MITRE ATT&CK T1114.002'],
    },
    {
      actions: commandActions,
      when: { field: 'command', how: 'contains', parameter: 'words' },
      strength: 'RUN',
      mechanism: 'search of mailboxes by MailSniper',
      says: (event) => `a script names functions of MailSniper: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.script.windows-mail-store',
      title: 'A script names the store of Windows Mail',
      technique: 'T1114.001',
      level: 'medium',
      needs: scriptNeeds,
      parameters: [
        listParameter('words', 'Parts of the path of that store.', [
          '\\comms\\unistore\\data',
          '/comms/unistore/data',
          '\\comms\\unistoredb',
        ]),
      ],
      benign: ['Backup scripts and inventory of profiles.'],
      proof: scriptProof,
      references: ['Sigma 4e485d01-e18a-43f6-a46b-ef20496fa9d3', 'MITRE ATT&CK T1114.001'],
    },
    {
      actions: commandActions,
      when: { field: 'command', how: 'contains', parameter: 'words' },
      strength: 'RUN',
      mechanism: 'store of Windows Mail read by a script',
      says: (event) => `a script names the store of Windows Mail: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.script.apple-mail',
      title: 'A script told Apple Mail what to do',
      technique: 'T1114.001',
      level: 'medium',
      needs: ['process starts with command line, shell histories, or a log that names scripts'],
      parameters: [
        listParameter('programs', 'Programs that run such scripts.', ['osascript']),
        listParameter('words', 'How a script addresses the program.', [
          ...[
            'tell application "mail"',
            "tell application 'mail'",
            'tell application \\"mail\\"',
            'tell app "mail"',
            'tell app \\"mail\\"',
          ],
          ...['application("mail")', "application('mail')", 'application id "com.apple.mail"', 'application("com.apple.mail")'],
        ]),
      ],
      benign: ['Owners automate their mail by scripts, and programs of office suites send mail that way.'],
      proof: ['The script as a whole.', 'The permission to control Mail in the privacy database (kTCCServiceAppleEvents).'],
      references: ['MITRE ATT&CK T1114.001, T1059.002, DET0476 (AN1311), DET0576 (AN1590)'],
    },
    {
      actions: commandActions,
      when: {
        all: [
          {
            any: [
              { field: 'image', how: 'names', parameter: 'programs' },
              { field: 'command', how: 'contains', parameter: 'programs' },
            ],
          },
          { field: 'command', how: 'contains', parameter: 'words' },
        ],
      },
      strength: 'RUN',
      mechanism: 'Apple Mail told by a script',
      says: (event) => `a script tells Apple Mail what to do: ${commandText(event)}`,
      cites: 'command',
    },
  ),
  eventRule(
    {
      id: 'access.script.ruler',
      title: 'A sign-in from a workstation that names itself as a tool for attacks on Outlook',
      technique: 'T1114.002',
      level: 'high',
      needs: ['Security 4776 or 4624/4625 with the name of the workstation'],
      parameters: [listParameter('names', 'Names of workstations.', ['ruler'])],
      benign: ['A machine may bear that name by chance.'],
      proof: ['Rules, forms and home pages in the mailbox of the account.', 'The logs of Exchange for the address.'],
      references: ['Sigma 24549159-ac1b-479c-8175-d42aea947cae', 'MITRE ATT&CK T1114.002, T1137.005'],
    },
    {
      actions: ['sign-in'],
      when: {
        any: (['Workstation', 'WorkstationName', 'client'] as const).map((name) => ({
          field: name === 'client' ? name : (`fact ${name}` as const),
          how: 'is' as const,
          parameter: 'names',
        })),
      },
      mechanism: 'sign-in by the tool Ruler',
      says: (event) => `the account ${quote(event.record.claimed.account)} was signed in from a workstation named RULER`,
      cites: 'account',
    },
  ),
];
