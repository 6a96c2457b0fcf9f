/** A recording, and what is said in it. */
export interface SpeechClip {
  /** One channel, from -1 to 1. */
  samples: Float32Array;
  label: string;
  /** The file that it comes from, as its list or folder names it. */
  file: string;
}

/** Recordings at one sample rate. */
export interface SpeechClips {
  clips: SpeechClip[];
  /** Samples a second. */
  sampleRate: number;
}
