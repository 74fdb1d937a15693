import type { AccessObject, StatedProcess } from '#model/index.ts';
import {
  accountIn,
  accountName,
  auditOutcome,
  file,
  other,
  portOf,
  type EventFamily,
  type EventLookup,
  type EventMeaning,
  type Stated,
} from './meaning.ts';

/** Names of logon types (Microsoft, "4624: An account was successfully logged on", table of logon types). */
const logonTypes: Readonly<Record<string, string>> = {
  '0': 'system',
  '2': 'interactive',
  '3': 'network',
  '4': 'batch',
  '5': 'service',
  '7': 'unlock',
  '8': 'network, clear text',
  '9': 'new credentials',
  '10': 'remote interactive',
  '11': 'cached interactive',
  '12': 'cached remote interactive',
  '13': 'cached unlock',
};

function logonSession({ value }: EventLookup): AccessObject {
  const type = value('LogonType');
  if (type === '') return { kind: 'session', name: '' };
  const words = Object.hasOwn(logonTypes, type) ? ` (${logonTypes[type] ?? ''})` : '';
  return { kind: 'session', name: `logon type ${type}${words}` };
}

function callingProcess({ value }: EventLookup): StatedProcess | null {
  const name = value('ProcessName') === '' ? value('CallerProcessName') : value('ProcessName');
  const id = value('ProcessId') === '' ? value('CallerProcessId') : value('ProcessId');
  return name === '' ? null : { name, commandLine: '', ...(id === '' ? {} : { id }) };
}

/** The machine that it came from, under the name that the client gave of itself. */
function peerOf({ value }: EventLookup, hostField: string): Pick<Stated, 'peer'> {
  const [host, address] = [value(hostField), value('IpAddress')];
  return host === '' && address === '' ? {} : { peer: { host, address, port: portOf(value('IpPort')) } };
}

/** An account that logged on or off is both who did it and whom it was done with; who asked for it stands in the facts. */
function logon(lookup: EventLookup): Stated {
  const { value } = lookup;
  const account = accountIn(lookup, 'Target');
  return {
    actor: account,
    account,
    address: value('IpAddress'),
    process: callingProcess(lookup),
    object: logonSession(lookup),
    ...(value('TargetLogonId') === '' ? {} : { session: value('TargetLogonId') }),
    ...peerOf(lookup, 'WorkstationName'),
  };
}

function failedLogon(lookup: EventLookup): Stated {
  const { value } = lookup;
  const codes = [value('Status'), value('SubStatus')].filter((code) => code !== '').join(' ');
  return { ...logon(lookup), outcome: `failed${codes === '' ? '' : `, status ${codes}`}` };
}

function bySubject(lookup: EventLookup): Stated {
  const session = lookup.value('SubjectLogonId');
  return { actor: accountIn(lookup, 'Subject'), ...(session === '' ? {} : { session }) };
}

function validation({ value }: EventLookup): Stated {
  const status = value('Status');
  const account = value('TargetUserName');
  const isDone = /^0x0+$/i.test(status);
  return {
    strength: isDone ? 'LOGGED ON' : 'ATTEMPTED',
    actor: account,
    account,
    ...(value('Workstation') === '' ? {} : { peer: { host: value('Workstation'), address: '', port: null } }),
    outcome: isDone ? 'success' : `failed, status ${status}`,
    object: { kind: 'session', name: value('PackageName') },
  };
}

/** File access rights ([MS-DTYP] 2.4.3; Microsoft, "4663: An attempt was made to access an object"). */
const rights = { readData: 0x1, writeData: 0x2, appendData: 0x4, delete: 0x10000 };

function objectAccess(lookup: EventLookup): Stated {
  const { value, event } = lookup;
  const isFile = !/^(?:key|process|token|sam_|service|scm)/i.test(value('ObjectType'));
  const mask = Number.parseInt(value('AccessMask'), 16);
  const has = (right: number): boolean => (mask & right) !== 0;
  const isFailure = auditOutcome(event.system) === 'audit failure';
  const name = value('ObjectName');
  const isKey = /^key$/i.test(value('ObjectType'));
  const changes = has(rights.writeData) || has(rights.appendData) || has(rights.delete);
  const action = !isFile
    ? isKey && (has(rights.writeData) || has(rights.delete))
      ? 'registry-change'
      : 'other'
    : has(rights.delete)
      ? 'file-delete'
      : has(rights.writeData) || has(rights.appendData)
        ? 'file-write'
        : 'file-open';
  return {
    ...bySubject(lookup),
    action,
    strength: isFailure ? 'ATTEMPTED' : changes && isFile ? 'CHANGED' : 'OPENED',
    process: callingProcess(lookup),
    object: isFile ? file(name) : other(name),
  };
}

function handleRequest(lookup: EventLookup): Stated {
  const stated = objectAccess(lookup);
  // A handle with the right to write or delete is not yet a write or a deletion.
  const action = stated.object?.kind === 'file' ? 'file-open' : 'other';
  return { ...stated, action, strength: stated.strength === 'ATTEMPTED' ? 'ATTEMPTED' : 'OPENED' };
}

function processStart(lookup: EventLookup): Stated {
  const { value } = lookup;
  const target = accountIn(lookup, 'Target');
  const parent = value('ParentProcessName');
  return {
    ...bySubject(lookup),
    account: /^S-1-0-0$/.test(target) ? '' : target,
    process: {
      name: value('NewProcessName'),
      commandLine: value('CommandLine'),
      id: value('NewProcessId'),
      ...(parent === '' ? {} : { parent }),
    },
    object: file(value('NewProcessName')),
  };
}

function task(lookup: EventLookup): Stated {
  return { ...bySubject(lookup), object: other(lookup.value('TaskName')) };
}

function share(lookup: EventLookup): Stated {
  const { value, event } = lookup;
  const relative = value('RelativeTargetName');
  const name = relative === '' ? value('ShareName') : `${value('ShareName')}\\${relative}`;
  const isFailure = auditOutcome(event.system) === 'audit failure';
  return {
    ...bySubject(lookup),
    ...(isFailure ? { strength: 'ATTEMPTED' } : {}),
    address: value('IpAddress'),
    ...peerOf(lookup, ''),
    object: relative === '' || relative === '\\' ? { kind: 'folder', name } : file(name),
  };
}

function explicitCredentials(lookup: EventLookup): Stated {
  const { value } = lookup;
  return {
    ...bySubject(lookup),
    account: accountName(value('TargetDomainName'), value('TargetUserName')),
    address: value('IpAddress'),
    process: callingProcess(lookup),
    peer: { host: value('TargetServerName'), address: value('IpAddress'), port: portOf(value('IpPort')) },
    object: { kind: 'session', name: value('TargetServerName') },
  };
}

const taskShows = 'It does not show that the task ran, nor what it did.';
const taskChange = (operation: string): EventMeaning => ({
  operation,
  action: 'task-change',
  strength: 'CHANGED',
  doesNotShow: taskShows,
  state: task,
});
const signOut = (operation: string): EventMeaning => ({
  operation,
  action: 'sign-out',
  strength: 'LOGGED ON',
  doesNotShow: 'It does not show what was done in the session, nor that the person left when it ended.',
  state: logon,
});

/** The security audit (Microsoft, "Advanced security audit policy settings", a page for each event). */
export const securityEvents: EventFamily = {
  providers: ['microsoft-windows-security-auditing'],
  channels: ['security'],
  events: {
    '4624': {
      operation: 'An account was successfully logged on',
      action: 'sign-in',
      strength: 'LOGGED ON',
      doesNotShow: 'It does not show who sat at the keyboard, nor what was done in the session; programs and services log on as well.',
      state: logon,
    },
    '4625': {
      operation: 'An account failed to log on',
      action: 'sign-in',
      strength: 'ATTEMPTED',
      doesNotShow: 'It does not show who tried, nor that the account exists.',
      state: failedLogon,
    },
    '4634': signOut('An account was logged off'),
    '4647': signOut('User initiated logoff'),
    '4648': {
      operation: 'A logon was attempted using explicit credentials',
      action: 'sign-in',
      strength: 'ATTEMPTED',
      doesNotShow: 'It does not show whether the logon succeeded at the target.',
      state: explicitCredentials,
    },
    '4672': {
      operation: 'Special privileges assigned to new logon',
      action: 'privilege-use',
      strength: 'LOGGED ON',
      doesNotShow: 'It does not show that any of the privileges was used.',
      state: (lookup) => ({ ...bySubject(lookup), account: accountIn(lookup, 'Subject'), object: { kind: 'session', name: '' } }),
    },
    '4776': {
      operation: 'The computer attempted to validate the credentials for an account',
      action: 'sign-in',
      strength: 'ATTEMPTED',
      doesNotShow: 'It does not show the network address; the name of the workstation is what the client said of itself.',
      state: validation,
    },
    '4656': {
      operation: 'A handle to an object was requested',
      action: 'file-open',
      strength: 'OPENED',
      doesNotShow: 'It does not show that anything was read or written through the handle.',
      state: handleRequest,
    },
    '4660': {
      operation: 'An object was deleted',
      action: 'file-delete',
      strength: 'CHANGED',
      doesNotShow: 'It does not name the object: event 4656 or 4663 with the same HandleId does.',
      state: (lookup) => ({
        ...bySubject(lookup),
        process: callingProcess(lookup),
        object: file(lookup.value('ObjectName')),
      }),
    },
    '4663': {
      operation: 'An attempt was made to access an object',
      action: 'file-open',
      strength: 'OPENED',
      doesNotShow: 'It does not show how much was read or written; search indexers, virus scanners and backups leave the same event.',
      state: objectAccess,
    },
    '4688': {
      operation: 'A new process has been created',
      action: 'process-start',
      strength: 'RUN',
      doesNotShow:
        'It does not show what the program did, nor that a person started it; the command line is there only where the policy says so.',
      state: processStart,
    },
    '4689': {
      operation: 'A process has exited',
      action: 'process-end',
      strength: 'RUN',
      doesNotShow: 'It does not show what the program did.',
      state: (lookup) => ({ ...bySubject(lookup), process: callingProcess(lookup), object: file(lookup.value('ProcessName')) }),
    },
    '4697': {
      operation: 'A service was installed in the system',
      action: 'service-change',
      strength: 'CHANGED',
      doesNotShow: 'It does not show that the service ran.',
      state: (lookup) => ({ ...bySubject(lookup), object: other(lookup.value('ServiceName')) }),
    },
    '4698': taskChange('A scheduled task was created'),
    '4699': taskChange('A scheduled task was deleted'),
    '4700': taskChange('A scheduled task was enabled'),
    '4701': taskChange('A scheduled task was disabled'),
    '4702': taskChange('A scheduled task was updated'),
    '5140': {
      operation: 'A network share object was accessed',
      action: 'share-access',
      strength: 'OPENED',
      doesNotShow: 'It does not name the files: it is written once for a session, when the share is connected.',
      state: share,
    },
    '5145': {
      operation: 'A network share object was checked to see whether client can be granted desired access',
      action: 'share-access',
      strength: 'PRESENT',
      doesNotShow: 'It shows a check of rights; it does not show that the file was then opened, read or copied.',
      state: share,
    },
  },
};
