/** What is said and recognised in tests: each is known to be understood. */
export const SENTENCES = [
  "please open the window",
  "the red car is in the garden",
  "we will start at seven in the morning",
  "can you hear my microphone",
  "turn on the camera please",
  "thank you very much for your help",
  "i would like a glass of water",
  "the music is too loud",
  "what is the answer to this question",
  "hello everyone and welcome to the meeting",
] as const;
