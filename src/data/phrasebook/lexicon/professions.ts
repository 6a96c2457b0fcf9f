/** French for a man and for a woman, and English. */
export const professions = [
  { masculine: 'médecin', feminine: 'médecin', english: 'doctor' },
  { masculine: 'professeur', feminine: 'professeur', english: 'teacher' },
  { masculine: 'étudiant', feminine: 'étudiante', english: 'student' },
  { masculine: 'avocat', feminine: 'avocate', english: 'lawyer' },
  { masculine: 'boulanger', feminine: 'boulangère', english: 'baker' },
  { masculine: 'journaliste', feminine: 'journaliste', english: 'journalist' },
] as const;
