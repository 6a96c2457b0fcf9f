import { expect, it } from 'vitest';
import { addS, comparative, presentParticiple, simplePast, thirdPerson } from './inflection.ts';

it.each([
  ['eat', 'eats', 'ate', 'eating'],
  ['watch', 'watches', 'watched', 'watching'],
  ['carry', 'carries', 'carried', 'carrying'],
  ['play', 'plays', 'played', 'playing'],
  ['swim', 'swims', 'swam', 'swimming'],
  ['stop', 'stops', 'stopped', 'stopping'],
  ['write', 'writes', 'wrote', 'writing'],
  ['dance', 'dances', 'danced', 'dancing'],
  ['see', 'sees', 'saw', 'seeing'],
  ['visit', 'visits', 'visited', 'visiting'],
  ['show', 'shows', 'showed', 'showing'],
  ['go', 'goes', 'went', 'going'],
  ['have', 'has', 'had', 'having'],
  ['look for', 'looks for', 'looked for', 'looking for'],
  ['get up', 'gets up', 'got up', 'getting up'],
])('%s, %s, %s, %s', (verb, third, past, participle) => {
  expect([thirdPerson(verb), simplePast(verb), presentParticiple(verb)]).toEqual([third, past, participle]);
});

it.each([
  ['cat', 'cats'],
  ['watch', 'watches'],
  ['bus', 'buses'],
  ['story', 'stories'],
  ['boy', 'boys'],
])('one %s, two %s', (noun, plural) => {
  expect(addS(noun)).toBe(plural);
});

it.each([
  ['tall', 'taller'],
  ['big', 'bigger'],
  ['nice', 'nicer'],
  ['happy', 'happier'],
  ['slow', 'slower'],
  ['good', 'better'],
  ['famous', 'more famous'],
  ['tired', 'more tired'],
  ['expensive', 'more expensive'],
])('%s, %s', (adjective, more) => {
  expect(comparative(adjective)).toBe(more);
});
