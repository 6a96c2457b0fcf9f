import { joinPhrases, type Phrase, phrase } from '../phrase.ts';

/** What a place is good for, so that people swim in the sea and shop in stores. */
export type PlaceUse = 'home' | 'outdoors' | 'town' | 'shop' | 'water' | 'abroad';

export interface Place {
  readonly uses: readonly PlaceUse[];
  /** "in the garden", where somebody is. */
  readonly location: Phrase;
  /** "to the garden", where somebody goes; the same in French. */
  readonly destination?: Phrase;
}

/** Said with "à", and "at" in English. */
function venue(french: string, english: string, ...uses: PlaceUse[]): Place {
  const name = phrase(french, english);
  return {
    uses,
    location: joinPhrases(phrase('à', 'at'), name),
    destination: joinPhrases(phrase('à', 'to'), name),
  };
}

/** Said with "dans", and "in" in English. */
function inside(french: string, english: string, ...uses: PlaceUse[]): Place {
  const name = phrase(french, english);
  return {
    uses,
    location: joinPhrases(phrase('dans', 'in'), name),
    destination: joinPhrases(phrase('dans', 'to'), name),
  };
}

/** Somewhere to be but not to go to. */
function spot(french: string, english: string, ...uses: PlaceUse[]): Place {
  return { uses, location: phrase(`dans ${french}`, `in ${english}`) };
}

/** A city or a country, after "à" or "en", and "in" in English. */
export interface Region extends Place {
  readonly destination: Phrase;
  readonly origin: Phrase;
  /** As the object of a verb: "visiter la France", "visit France". */
  readonly name: Phrase;
}

function region(french: string, english: string, preposition: 'à' | 'en', article?: string): Region {
  const bare = phrase(french, english);
  const withArticle = article ? phrase(`${article} ${french}`, english) : bare;
  const place = preposition === 'en' ? bare : withArticle;
  return {
    uses: ['abroad'],
    location: joinPhrases(phrase(preposition, 'in'), place),
    destination: joinPhrases(phrase(preposition, 'to'), place),
    origin: joinPhrases(phrase('de', 'from'), place),
    name: withArticle,
  };
}

/** Cities take "à", feminine countries and those that start with a vowel "en", masculine ones "au" or "aux". */
export const regions: readonly Region[] = [
  region('Paris', 'Paris', 'à'),
  region('Londres', 'London', 'à'),
  region('Rome', 'Rome', 'à'),
  region('France', 'France', 'en', 'la'),
  region('Italie', 'Italy', 'en', 'la'),
  region('Japon', 'Japan', 'à', 'le'),
  region('Canada', 'Canada', 'à', 'le'),
  region('États-Unis', 'the United States', 'à', 'les'),
];

const home: Place = {
  uses: ['home'],
  location: phrase('à la maison', 'at home'),
  destination: phrase('à la maison', 'home'),
};

export const places: readonly Place[] = [
  home,
  inside('la cuisine', 'the kitchen', 'home'),
  inside('le salon', 'the living room', 'home'),
  inside('la chambre', 'the bedroom', 'home'),
  inside('le jardin', 'the garden', 'home', 'outdoors'),
  spot('la rue', 'the street', 'outdoors'),
  inside('le parc', 'the park', 'outdoors'),
  inside('la forêt', 'the forest', 'outdoors'),
  venue('la plage', 'the beach', 'outdoors', 'water'),
  spot('la mer', 'the sea', 'water'),
  venue('la piscine', 'the pool', 'water'),
  venue('la école', 'school', 'town'),
  venue('la gare', 'the station', 'town'),
  venue('le musée', 'the museum', 'town'),
  venue('le restaurant', 'the restaurant', 'town'),
  venue('la bibliothèque', 'the library', 'town'),
  venue('le hôpital', 'the hospital', 'town'),
  venue('le aéroport', 'the airport', 'town'),
  venue('le marché', 'the market', 'shop'),
  inside('le magasin', 'the store', 'shop'),
  ...regions,
];

/** Ways to get somewhere near. */
export const shortRides: readonly Phrase[] = [
  phrase('à pied', 'on foot'),
  phrase('à vélo', 'by bike'),
  phrase('en bus', 'by bus'),
  phrase('en voiture', 'by car'),
];

/** Ways to get somewhere far. */
export const longRides: readonly Phrase[] = [
  phrase('en voiture', 'by car'),
  phrase('en train', 'by train'),
  phrase('en avion', 'by plane'),
];
