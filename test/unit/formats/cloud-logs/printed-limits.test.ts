import { logReaderOf, readLog } from '#test/support/cloud-logs/read-log.ts';
import { describe, expect, it } from 'vitest';

const names = 'Name Enabled ForwardTo\n---- ------- ---------\n';

describe('printed objects of which the places mislead', () => {
  it('keep an object whole whose value has an empty line, and braces in a name', () => {
    const text = `Name        : {a}\nDescription : one\n              two\n              \nEnabled     : True\nForwardTo   : {out@evil.example}\n`;
    expect(readLog(text).rules).toMatchObject([{ name: '{a}', isEnabled: true }]);
  });

  it('take no address that was cut for a whole one', () => {
    const { rules } = readLog(`${names}x    True    {out@evil.example, two@evil.exa…\ny    True    out@evil.exa...\n`);
    expect(rules).toMatchObject([
      {
        actions: [{ isWhole: false, targets: [{ smtpAddress: 'out@evil.example' }, { smtpAddress: null, otherAddress: 'two@evil.exa…' }] }],
      },
      { actions: [{ isWhole: false, targets: [{ smtpAddress: null }] }] },
    ]);
  });

  it('take neither the next command nor a wrapped line for a rule, and tell both', () => {
    const next = readLog(`${names}x    True    {out@evil.example}\n\nPS C:\\> Get-InboxRule -Mailbox someone@corp.example\n`);
    expect(next.rules).toHaveLength(1);
    expect(next.result.diagnostics).toHaveLength(1);
    const wrapped = readLog(`${names}Rule True    {"Out, Ben"\none          [SMTP:out@evil.example]}\n`);
    expect(wrapped.rules).toMatchObject([{ actions: [{ isWhole: false }] }]);
    expect(wrapped.result.diagnostics).toHaveLength(1);
  });

  it('count wide characters as two places where the columns say so', () => {
    const text =
      'Name       Enabled ForwardTo          RedirectTo\n----       ------- ---------          ----------\n転送規則   True    {out@evil.example} {}\n';
    expect(readLog(text).rules).toMatchObject([{ name: '転送規則', actions: [{ targets: [{ smtpAddress: 'out@evil.example' }] }] }]);
  });

  it('make no table of very many columns', () => {
    const text = `Name ForwardTo RedirectTo ${'a '.repeat(1000)}\n---- --------- ---------- ${'- '.repeat(1000)}\nx\n`;
    expect(logReaderOf(text)).toBeNull();
  });
});

describe('listed rules', () => {
  it('say so where not all addresses are kept', () => {
    const addresses = Array.from({ length: 300 }, (_, index) => `a${String(index)}@evil.example`);
    const rule = { Name: 'x', Enabled: true, RedirectTo: null, ForwardTo: addresses };
    expect(readLog(JSON.stringify([rule])).rules).toMatchObject([{ actions: [{ isWhole: false }] }]);
    expect(readLog(`Name,Enabled,ForwardTo\nx,True,${addresses.join(';')}\n`).rules).toMatchObject([{ actions: [{ isWhole: false }] }]);
  });

  it('are of the mailbox before the first mark of their identity', () => {
    const rule = { Name: 'a\\b', Identity: 'ann\\a\\b', ForwardTo: 'out@evil.example', RedirectTo: '' };
    expect(readLog(JSON.stringify([rule])).rules).toMatchObject([{ owner: 'ann' }]);
  });
});
