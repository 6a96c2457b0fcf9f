/** What is read, for errors. */
export interface TextSource {
  /** The function that reads it. */
  reader: string;
  /** What to call the data, such as its file name. */
  name: string;
  /** What it should hold, in words. */
  expected: string;
}
