export { type LshOptions, lsh } from './lsh/lsh.ts';
export { type RoutingOptions, routing } from './routing/routing.ts';
