/** Time that went by in kernels. */
export interface ProfileEntry {
  /** Of a kernel, or of the operation that called it: `linear`, `linear backward`, `optimizer step`. */
  readonly name: string;
  readonly calls: number;
  readonly milliseconds: number;
  /** Of matrix products and attention; 0 for what is bound by other things. */
  readonly multiplyAdds: number;
}

export interface OperationProfile extends ProfileEntry {
  /** What its time went to, the slowest first. */
  readonly kernels: readonly ProfileEntry[];
}

/** Where time went: that of all operations and `hostMilliseconds` add up to `milliseconds`. */
export interface Profile {
  readonly milliseconds: number;
  /** The slowest first. */
  readonly operations: readonly OperationProfile[];
  /** Outside of kernels, in JavaScript: data, graph, views, garbage. */
  readonly hostMilliseconds: number;
}
