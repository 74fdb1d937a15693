import { expect, test } from 'vitest';
import type { RecordId } from '#model/index.ts';
import { homeOf, journeyFrom, placeOf, screens, stay, step, visit, type Place } from '#renderer/navigation/place.ts';

const findings = homeOf('findings');
const messages = homeOf('messages');

test('back and forward walk the places visited and stop at the ends', () => {
  const there = visit(visit(journeyFrom({ screen: 'overview' }), findings), messages);
  const back = step(there, -1);
  expect(placeOf(back)).toEqual(findings);
  expect(placeOf(step(back, 1))).toEqual(messages);
  expect(placeOf(step(step(step(there, -1), -1), -1))).toEqual({ screen: 'overview' });
  expect(step(there, 1)).toBe(there);
});

test('a new place forgets those that lay ahead', () => {
  const turned = visit(step(visit(visit(journeyFrom({ screen: 'overview' }), findings), messages), -1), homeOf('report'));
  expect(turned.places.map(({ screen }) => screen)).toEqual(['overview', 'findings', 'report']);
});

test('going where one is changes nothing', () => {
  const journey = visit(journeyFrom({ screen: 'overview' }), findings);
  expect(visit(journey, { screen: 'findings', ruleId: null, findingId: null })).toBe(journey);
});

test('a small step replaces the place, so that back leads past it', () => {
  const chosen: Place = { screen: 'messages', message: { recordId: '1f' as RecordId, tab: null, headerIndex: null } };
  const journey = stay(visit(journeyFrom({ screen: 'overview' }), messages), chosen);
  expect(placeOf(journey)).toEqual(chosen);
  expect(placeOf(step(journey, -1))).toEqual({ screen: 'overview' });
});

test('a journey does not grow without end', () => {
  let journey = journeyFrom({ screen: 'overview' });
  for (let index = 0; index < 500; index += 1) journey = visit(journey, index % 2 === 0 ? findings : messages);
  expect(journey.places.length).toBe(200);
  expect(placeOf(journey)).toEqual(messages);
});

test('every screen has a home that is on it', () => {
  expect(screens.map(({ name }) => homeOf(name).screen)).toEqual(screens.map(({ name }) => name));
});
