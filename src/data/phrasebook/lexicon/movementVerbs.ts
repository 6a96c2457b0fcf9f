import { verb } from './verb.ts';

export const go = verb('aller', 'go');
export const come = verb('venir', 'come');
export const comeFrom = verb('venir', 'come', 'state', { tenses: { present: 1 } });
export const arrive = verb('arriver', 'arrive');
export const leave = verb('partir', 'leave');
export const stay = verb('rester', 'stay');
export const live = verb('habiter', 'live', 'state');
export const talkTo = verb('parler', 'talk to');
export const visit = verb('visiter', 'visit');
