import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import { clockNumbers, smallNumbers } from './numbers.ts';

const weekdays: readonly Phrase[] = [
  phrase('lundi', 'Monday'),
  phrase('mardi', 'Tuesday'),
  phrase('mercredi', 'Wednesday'),
  phrase('jeudi', 'Thursday'),
  phrase('vendredi', 'Friday'),
  phrase('samedi', 'Saturday'),
  phrase('dimanche', 'Sunday'),
];

/** With the feminine or masculine "last" and "next" that they take. */
const SPANS = [
  { name: phrase('la semaine', 'week'), last: 'dernière', next: 'prochaine' },
  { name: phrase('le mois', 'month'), last: 'dernier', next: 'prochain' },
  { name: phrase('la année', 'year'), last: 'dernière', next: 'prochaine' },
];
const DURATIONS = [
  phrase('jours', 'days'),
  phrase('semaines', 'weeks'),
  phrase('mois', 'months'),
  phrase('ans', 'years'),
];

const counted = DURATIONS.flatMap((unit) => smallNumbers.map((number) => joinPhrases(number, unit)));
const hours: readonly Phrase[] = [
  phrase('à une heure', "at one o'clock"),
  ...clockNumbers
    .slice(0, -1)
    .map(({ french, english }) => phrase(`à ${french} heures`, `at ${english} o'clock`)),
  phrase('à midi', 'at noon'),
  phrase('à minuit', 'at midnight'),
];

/** With the compound past. */
export const pastTimes = {
  day: [
    phrase('hier', 'yesterday'),
    phrase('hier matin', 'yesterday morning'),
    phrase('hier soir', 'last night'),
    phrase('ce matin', 'this morning'),
  ],
  weekday: weekdays.map(({ french, english }) => phrase(`${french} dernier`, `last ${english}`)),
  span: SPANS.map(({ name, last }) => phrase(`${name.french} ${last}`, `last ${name.english}`)),
  away: counted.map(({ french, english }) => phrase(`il y a ${french}`, `${english} ago`)),
  hour: hours,
};

/** With both futures. */
export const futureTimes = {
  day: [
    phrase('demain', 'tomorrow'),
    phrase('demain matin', 'tomorrow morning'),
    phrase('ce soir', 'tonight'),
    phrase('bientôt', 'soon'),
  ],
  weekday: weekdays.map(({ french, english }) => phrase(`${french} prochain`, `next ${english}`)),
  span: SPANS.map(({ name, next }) => phrase(`${name.french} ${next}`, `next ${name.english}`)),
  away: counted.map(({ french, english }) => phrase(`dans ${french}`, `in ${english}`)),
  hour: hours,
};

/** With the present of what is under way. */
export const presentTimes: readonly Phrase[] = [
  phrase('maintenant', 'now'),
  phrase('en ce moment', 'at the moment'),
  phrase("aujourd'hui", 'today'),
];

/** With the imperfect of what was under way. */
export const backgroundTimes: readonly Phrase[] = [
  ...pastTimes.day.filter(({ french }) => french !== 'hier'),
  phrase('à ce moment-là', 'at that moment'),
];

/** With the imperfect of what was so for a while. */
export const eras: readonly Phrase[] = [
  ...pastTimes.span,
  ...pastTimes.away.filter(({ french }) => french.endsWith(' ans')),
];

/** With the present of what happens as a rule. */
export const habits = {
  daily: [
    phrase('tous les jours', 'every day'),
    phrase('chaque matin', 'every morning'),
    phrase('chaque soir', 'every evening'),
    phrase('chaque semaine', 'every week'),
    phrase('le week-end', 'on weekends'),
  ],
  season: [phrase('en été', 'in summer'), phrase('en hiver', 'in winter')],
  hour: hours,
};

/** How often: these stand beside the verb. */
export const frequencies: readonly Phrase[] = [
  phrase('souvent', 'often'),
  phrase('toujours', 'always'),
  phrase('parfois', 'sometimes'),
  phrase('rarement', 'rarely'),
];
