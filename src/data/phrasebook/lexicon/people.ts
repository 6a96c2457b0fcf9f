import { defineNouns } from './noun.ts';

const never = { owned: 'never' } as const;
const one = { number: 'singular' } as const;
/** Of these, people may have several. */
const sibling = { also: ['sibling'] } as const;

const strangers = defineNouns('person', {}, [
  ['homme', 'm', 'man', { englishPlural: 'men', ...never }],
  ['femme', 'f', 'woman', { englishPlural: 'women', ...never }],
  ['garçon', 'm', 'boy', never],
  ['fille', 'f', 'girl', never],
  ['enfant', 'm', 'child', { englishPlural: 'children' }],
  ['ami', 'm', 'friend'],
  ['amie', 'f', 'friend'],
  ['voisin', 'm', 'neighbor'],
  ['voisine', 'f', 'neighbor'],
  ['professeur', 'm', 'teacher'],
  ['médecin', 'm', 'doctor'],
  ['étudiant', 'm', 'student'],
  ['étudiante', 'f', 'student'],
]);

const relatives = defineNouns('kin', { owned: 'always' }, [
  ['frère', 'm', 'brother', sibling],
  ['sœur', 'f', 'sister', sibling],
  ['oncle', 'm', 'uncle', sibling],
  ['tante', 'f', 'aunt', sibling],
  ['cousin', 'm', 'cousin', sibling],
  ['cousine', 'f', 'cousin', sibling],
  ['fils', 'm', 'son', sibling],
  ['fille', 'f', 'daughter', sibling],
  ['père', 'm', 'father', one],
  ['mère', 'f', 'mother', one],
  ['grand-père', 'm', 'grandfather', one],
  ['grand-mère', 'f', 'grandmother', one],
  ['mari', 'm', 'husband', { number: 'singular', owned: 'byOne' }],
  ['femme', 'f', 'wife', { number: 'singular', owned: 'byOne' }],
  ['parent', 'm', 'parent', { number: 'plural' }],
]);

export const people = [...strangers, ...relatives];
