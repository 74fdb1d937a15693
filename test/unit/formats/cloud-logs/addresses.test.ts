import { bareAddress, statedAddresses, statedPeople } from '#formats/cloud-logs/record/addresses.ts';
import { describe, expect, it } from 'vitest';

describe('several addresses in one text', () => {
  it.each([
    ['a@b.example;c@d.example', ['a@b.example', 'c@d.example']],
    ['a@b.example, smtp:c@d.example', ['a@b.example', 'c@d.example']],
    ['a@b.example c@d.example', ['a@b.example', 'c@d.example']],
    ['a@b.example\r\nc@d.example', ['a@b.example', 'c@d.example']],
    ['"Out" [SMTP:a@b.example], "Other" [SMTP:c@d.example]', ['a@b.example', 'c@d.example']],
    ['"Out" [SMTP:a@b.example] "Other" [SMTP:c@d.example]', ['a@b.example', 'c@d.example']],
    ['"Smith, Ann" [SMTP:a@b.example],"Doe; John" [SMTP:c@d.example]', ['a@b.example', 'c@d.example']],
    ['Smith, Ann <a@b.example>, c@d.example', ['a@b.example', 'c@d.example']],
    ['a@b.example, "Other" [SMTP:c@d.example]', ['a@b.example', 'c@d.example']],
    ['{a@b.example, c@d.example}', ['a@b.example', 'c@d.example']],
    ['{"Smith, Ann" [SMTP:a@b.example], c@d.example...}', ['a@b.example', 'c@d.example']],
    ['CN=Ann,OU=Users,DC=corp,DC=example', ['CN=Ann,OU=Users,DC=corp,DC=example']],
    ['corp.example/Users/Ann Example', ['corp.example/Users/Ann Example']],
    ['"Ann" [EX:/o=ExchangeLabs/ou=Group (X)/cn=Recipients/cn=1a-ann]', ['/o=ExchangeLabs/ou=Group (X)/cn=Recipients/cn=1a-ann']],
    ['EX:/o=ExchangeLabs/cn=Recipients/cn=ann', ['/o=ExchangeLabs/cn=Recipients/cn=ann']],
    ['"Ann" [MOBILE:+491701234567]', ['+491701234567']],
    ['$null', []],
    ['{}', []],
    [' ; ', []],
  ])('%s', (text, addresses) => {
    expect(statedAddresses(text)).toEqual(addresses);
  });

  it('keep the names beside them', () => {
    expect(statedPeople('"Smith, Ann" [SMTP:a@b.example] "c@d.example" [SMTP:c@d.example]; Doe <e@f.example>; "g" [MOBILE:1]')).toEqual([
      { name: 'Smith, Ann', address: 'a@b.example', type: 'SMTP' },
      { name: '', address: 'c@d.example', type: 'SMTP' },
      { name: 'Doe', address: 'e@f.example', type: '' },
      { name: 'g', address: '1', type: 'MOBILE' },
    ]);
  });

  it('take a quotation mark that is never closed for a sign like others', () => {
    expect(statedAddresses('"Ann [SMTP:a@b.example]; c@d.example')).toEqual(['a@b.example', 'c@d.example']);
    expect(bareAddress('"a@b.example"')).toBe('a@b.example');
  });

  it('are read in time that grows with the text', () => {
    for (const piece of ['"', '[SMTP:', '<', 'a@b ', ',"', '{', '] ', 'a@b, ', '"x" [SMTP:a@b], ', ' ', ', ', '.']) {
      const begun = performance.now();
      statedAddresses(piece.repeat(100_000));
      statedAddresses(`{${piece.repeat(10_000)}}`);
      expect(performance.now() - begun).toBeLessThan(5000);
    }
  });
});
