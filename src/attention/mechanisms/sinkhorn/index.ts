export { BlockSorting, type BlockSortingOptions } from './blockSorting.ts';
export { type SinkhornOptions, sinkhorn } from './sinkhorn.ts';
export { type SinkhornNormalizeOptions, sinkhornNormalize } from './sinkhornNormalize.ts';
export { PairSortingNetwork, PlaceSortingNetwork, type SortingNetwork } from './sortingNetworks.ts';
