// In a page there is no setting of V8 to turn on, so that r16 would be dead weight there.
export const r16 = null;
