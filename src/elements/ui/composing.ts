/** An input method is writing, and Enter chooses there: nothing is finished. Safari says so only by this old code. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
