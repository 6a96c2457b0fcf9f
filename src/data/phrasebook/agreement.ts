/** The six persons, in the order of a conjugation table: je, tu, il or elle, nous, vous, ils or elles. */
export type Person = 0 | 1 | 2 | 3 | 4 | 5;

/** What a subject passes on to verb, adjective, participle and possessive. */
export interface Agreement {
  readonly person: Person;
  readonly feminine: boolean;
  readonly plural: boolean;
  /** An animal or a thing: "its" in English, where French goes on saying "son". */
  readonly neuter?: boolean;
}
