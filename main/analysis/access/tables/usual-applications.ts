/** Identifiers of applications of Microsoft itself through which owners read their mail. Version 1. Source: the list of first-party applications that Microsoft publishes. */
export const usualApplications: readonly string[] = [
  // Exchange Online, Office, Outlook on the web and mobile.
  ...['00000002-0000-0ff1-ce00-000000000000', 'd3590ed6-52b3-4102-aeff-aad2292ab01c', '9199bf20-a13f-4107-85dc-02114787ef48'],
  ...['5d661950-3475-41cd-a2c3-d671a3162bc1', '27922004-5251-4030-b22d-91ecd9a37ea4', '1fec8e78-bce4-4aaf-ab1b-5451cc387264'],
  ...['13937bba-652e-4c46-b222-3003f4d1ff97', '00000002-0000-0000-c000-000000000000', '4765445b-32c6-49b0-83e6-1d93765276ca'],
];

/** What the programs through which owners read their mail call themselves. */
export const usualClients: readonly string[] = [
  ...[
    'client=owa',
    'client=msexchangerpc',
    'client=outlookservice',
    'client=activesync',
    'client=airsync',
    'client=hub transport',
    'client=rest',
  ],
  ...['client=ediscoverysearch', 'client=outlook', 'outlook.exe', 'client=imap4', 'client=pop3'],
];
