/** What no rule gives: the six present forms and the participle; the stems only where they stray as well. */
export interface IrregularVerb {
  readonly present: string;
  readonly participle: string;
  readonly futureStem?: string;
  readonly imperfectStem?: string;
}

export const IRREGULAR_VERBS: Record<string, IrregularVerb> = {
  être: {
    present: 'suis es est sommes êtes sont',
    participle: 'été',
    futureStem: 'ser',
    imperfectStem: 'ét',
  },
  avoir: { present: 'ai as a avons avez ont', participle: 'eu', futureStem: 'aur' },
  aller: { present: 'vais vas va allons allez vont', participle: 'allé', futureStem: 'ir' },
  faire: { present: 'fais fais fait faisons faites font', participle: 'fait', futureStem: 'fer' },
  pouvoir: { present: 'peux peux peut pouvons pouvez peuvent', participle: 'pu', futureStem: 'pourr' },
  vouloir: { present: 'veux veux veut voulons voulez veulent', participle: 'voulu', futureStem: 'voudr' },
  devoir: { present: 'dois dois doit devons devez doivent', participle: 'dû', futureStem: 'devr' },
  venir: { present: 'viens viens vient venons venez viennent', participle: 'venu', futureStem: 'viendr' },
  voir: { present: 'vois vois voit voyons voyez voient', participle: 'vu', futureStem: 'verr' },
  prendre: { present: 'prends prends prend prenons prenez prennent', participle: 'pris' },
  apprendre: { present: 'apprends apprends apprend apprenons apprenez apprennent', participle: 'appris' },
  comprendre: {
    present: 'comprends comprends comprend comprenons comprenez comprennent',
    participle: 'compris',
  },
  connaître: {
    present: 'connais connais connaît connaissons connaissez connaissent',
    participle: 'connu',
  },
  lire: { present: 'lis lis lit lisons lisez lisent', participle: 'lu' },
  écrire: { present: 'écris écris écrit écrivons écrivez écrivent', participle: 'écrit' },
  boire: { present: 'bois bois boit buvons buvez boivent', participle: 'bu' },
  dormir: { present: 'dors dors dort dormons dormez dorment', participle: 'dormi' },
  partir: { present: 'pars pars part partons partez partent', participle: 'parti' },
  ouvrir: { present: 'ouvre ouvres ouvre ouvrons ouvrez ouvrent', participle: 'ouvert' },
  pleuvoir: {
    present: 'pleus pleus pleut pleuvons pleuvez pleuvent',
    participle: 'plu',
    futureStem: 'pleuvr',
  },
  envoyer: {
    present: 'envoie envoies envoie envoyons envoyez envoient',
    participle: 'envoyé',
    futureStem: 'enverr',
  },
};

/** Verbs whose compound past takes être; reflexive verbs do so as well. */
export const WITH_ETRE = new Set(['aller', 'venir', 'arriver', 'partir', 'rester']);
