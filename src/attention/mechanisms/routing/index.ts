export { Centroids } from './centroids.ts';
export { type RoutingOptions, routing } from './routing.ts';
