export { type Phrasebook, phrasebook } from './phrasebook.ts';
