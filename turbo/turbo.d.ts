/** The kernels written for V8's revectorizer, compressed and as base64; null in bundles for pages. */
export const r16: string | null;
