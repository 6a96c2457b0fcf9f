/** French for a man and for a woman, and English. */
export const professions = [
  { masculine: 'médecin', feminine: 'médecin', english: 'doctor' },
  { masculine: 'professeur', feminine: 'professeur', english: 'teacher' },
  { masculine: 'étudiant', feminine: 'étudiante', english: 'student' },
  { masculine: 'journaliste', feminine: 'journaliste', english: 'journalist' },
] as const;
