import { describe, expect, it } from 'vitest';
import type { Person } from '../agreement.ts';
import { conjugate, imperative, participleOf, type SimpleTense } from './conjugation.ts';

const PERSONS: Person[] = [0, 1, 2, 3, 4, 5];

describe('conjugate', () => {
  it.each<[infinitive: string, tense: SimpleTense, forms: string]>([
    ['parler', 'present', 'parle parles parle parlons parlez parlent'],
    ['finir', 'present', 'finis finis finit finissons finissez finissent'],
    ['attendre', 'present', 'attends attends attend attendons attendez attendent'],
    ['manger', 'present', 'mange manges mange mangeons mangez mangent'],
    ['commencer', 'present', 'commence commences commence commençons commencez commencent'],
    ['acheter', 'present', 'achète achètes achète achetons achetez achètent'],
    ['lever', 'present', 'lève lèves lève levons levez lèvent'],
    ['préférer', 'present', 'préfère préfères préfère préférons préférez préfèrent'],
    ['appeler', 'present', 'appelle appelles appelle appelons appelez appellent'],
    ['envoyer', 'present', 'envoie envoies envoie envoyons envoyez envoient'],
    ['nettoyer', 'present', 'nettoie nettoies nettoie nettoyons nettoyez nettoient'],
    ['chercher', 'present', 'cherche cherches cherche cherchons cherchez cherchent'],
    ['être', 'present', 'suis es est sommes êtes sont'],
    ['faire', 'present', 'fais fais fait faisons faites font'],
    ['parler', 'imperfect', 'parlais parlais parlait parlions parliez parlaient'],
    ['finir', 'imperfect', 'finissais finissais finissait finissions finissiez finissaient'],
    ['manger', 'imperfect', 'mangeais mangeais mangeait mangions mangiez mangeaient'],
    ['commencer', 'imperfect', 'commençais commençais commençait commencions commenciez commençaient'],
    ['être', 'imperfect', 'étais étais était étions étiez étaient'],
    ['faire', 'imperfect', 'faisais faisais faisait faisions faisiez faisaient'],
    ['boire', 'imperfect', 'buvais buvais buvait buvions buviez buvaient'],
    ['parler', 'future', 'parlerai parleras parlera parlerons parlerez parleront'],
    ['finir', 'future', 'finirai finiras finira finirons finirez finiront'],
    ['vendre', 'future', 'vendrai vendras vendra vendrons vendrez vendront'],
    ['acheter', 'future', 'achèterai achèteras achètera achèterons achèterez achèteront'],
    ['appeler', 'future', 'appellerai appelleras appellera appellerons appellerez appelleront'],
    ['préférer', 'future', 'préférerai préféreras préférera préférerons préférerez préféreront'],
    ['envoyer', 'future', 'enverrai enverras enverra enverrons enverrez enverront'],
    ['aller', 'future', 'irai iras ira irons irez iront'],
    ['venir', 'future', 'viendrai viendras viendra viendrons viendrez viendront'],
    ['voir', 'future', 'verrai verras verra verrons verrez verront'],
    ['écrire', 'future', 'écrirai écriras écrira écrirons écrirez écriront'],
    ['vouloir', 'conditional', 'voudrais voudrais voudrait voudrions voudriez voudraient'],
    ['manger', 'conditional', 'mangerais mangerais mangerait mangerions mangeriez mangeraient'],
  ])('%s, %s', (infinitive, tense, forms) => {
    expect(PERSONS.map((person) => conjugate(infinitive, tense, person)).join(' ')).toBe(forms);
  });
});

it.each([
  ['manger', 'mangé'],
  ['finir', 'fini'],
  ['vendre', 'vendu'],
  ['prendre', 'pris'],
  ['ouvrir', 'ouvert'],
  ['venir', 'venu'],
  ['devoir', 'dû'],
])('the participle of %s is %s', (infinitive, participle) => {
  expect(participleOf(infinitive)).toBe(participle);
});

it.each([
  ['manger', 'mange mangeons mangez'],
  ['ouvrir', 'ouvre ouvrons ouvrez'],
  ['aller', 'va allons allez'],
  ['finir', 'finis finissons finissez'],
  ['prendre', 'prends prenons prenez'],
  ['venir', 'viens venons venez'],
])('orders with %s are %s', (infinitive, forms) => {
  expect(([1, 3, 4] as const).map((person) => imperative(infinitive, person)).join(' ')).toBe(forms);
});
