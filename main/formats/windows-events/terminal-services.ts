import { accountName, type EventFamily, type EventLookup, type EventMeaning, type Stated } from './meaning.ts';

/** `LOCAL` stands for the console. */
function session({ value }: EventLookup): Stated {
  const user = value('User');
  const address = value('Address');
  return {
    actor: user,
    account: user,
    address: /^local$/i.test(address) ? '' : address,
    session: value('SessionID'),
    object: { kind: 'session', name: `session ${value('SessionID')}` },
  };
}

const ofSession = (operation: string, action: EventMeaning['action']): EventMeaning => ({
  operation,
  action,
  strength: 'LOGGED ON',
  doesNotShow: 'It does not show what was done in the session; console sessions are among them.',
  state: session,
});

/** Sessions of Remote Desktop and of the console (`…-TerminalServices-LocalSessionManager/Operational`). */
export const sessionEvents: EventFamily = {
  providers: ['microsoft-windows-terminalservices-localsessionmanager'],
  channels: ['microsoft-windows-terminalservices-localsessionmanager/operational'],
  events: {
    '21': ofSession('Session logon succeeded', 'sign-in'),
    '23': ofSession('Session logoff succeeded', 'sign-out'),
    '24': ofSession('Session has been disconnected', 'sign-out'),
    '25': ofSession('Session reconnection succeeded', 'sign-in'),
  },
};

/** Connections of Remote Desktop (`…-TerminalServices-RemoteConnectionManager/Operational`). */
export const remoteConnectionEvents: EventFamily = {
  providers: ['microsoft-windows-terminalservices-remoteconnectionmanager'],
  channels: ['microsoft-windows-terminalservices-remoteconnectionmanager/operational'],
  events: {
    '1149': {
      operation: 'User authentication succeeded',
      action: 'sign-in',
      strength: 'PRESENT',
      doesNotShow:
        'Despite its words it does not show a logon: it is written when a connection reaches the logon, with the name that the client gave. Event 21 shows the session.',
      state: ({ value }) => {
        const account = accountName(value('Param2'), value('Param1'));
        const address = value('Param3');
        return { actor: account, account, address, object: { kind: 'session', name: '' } };
      },
    },
  },
};
