import { expect, test } from 'vitest';
import { domainsIn, zonesMatching } from '#renderer/start/zones.ts';

const zones = ['UTC', 'Africa/Cairo', 'America/New_York', 'America/North_Dakota/New_Salem', 'Europe/Berlin', 'Europe/Zurich'];

test('zones are found by any of their words, cities that begin so first', () => {
  expect(zonesMatching(zones, 'berl')).toEqual(['Europe/Berlin']);
  expect(zonesMatching(zones, 'new york')).toEqual(['America/New_York']);
  expect(zonesMatching(zones, 'new')).toEqual(['America/New_York', 'America/North_Dakota/New_Salem']);
  expect(zonesMatching(zones, 'ur')).toEqual(['Europe/Berlin', 'Europe/Zurich']);
  expect(zonesMatching(zones, '')).toEqual(zones);
  expect(zonesMatching(zones, 'atlantis')).toEqual([]);
});

test('domains are taken however they are separated, once each, without what is before the @', () => {
  expect(domainsIn(' Enron.COM, @enron.net; user@sub.enron.com\nenron.com. ')).toEqual(['enron.com', 'enron.net', 'sub.enron.com']);
  expect(domainsIn('')).toEqual([]);
});
