/** Letters without their marks and in one case, so that “zoe” finds “Zoë”. */
export const plainLetters = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
