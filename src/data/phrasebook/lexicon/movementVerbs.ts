import { verb } from './verb.ts';

export const go = verb('aller', 'go');
export const come = verb('venir', 'come');
export const comeFrom = verb('venir', 'come', 'state', { tenses: { present: 1 } });
export const arrive = verb('arriver', 'arrive');
export const leave = verb('partir', 'leave');
export const goOut = verb('sortir', 'go out');
export const stay = verb('rester', 'stay');
export const fall = verb('tomber', 'fall', 'event');
export const live = verb('habiter', 'live', 'state', { tenses: { present: 4, imperfect: 3, future: 2 } });
export const talkTo = verb('parler', 'talk to');
export const visit = verb('visiter', 'visit');
