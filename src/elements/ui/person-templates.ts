/** What a page lays over each person, or puts into their line: `<template>`s, with a `participant-id` on each of their elements. */

/** The templates of a slot. */
export const templatesIn = (event: Event): HTMLTemplateElement[] =>
  (event.target as HTMLSlotElement)
    .assignedElements({ flatten: true })
    .filter((element) => element instanceof HTMLTemplateElement);

/** One person's copies. */
export const copiesFor = (templates: readonly HTMLTemplateElement[], id: string): readonly DocumentFragment[] =>
  templates.map(({ content }) => {
    const copy = document.importNode(content, true);
    for (const element of copy.children) element.setAttribute("participant-id", id);
    return copy;
  });
