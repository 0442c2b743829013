import { html, type TemplateResult } from "lit";

/**
 * Where words stand without spaces, the next sentence follows a full-width mark at once: a link ends before it. Among those marks there
 * are three letters, such as the second one of a common name (々).
 */
const LINK =
  /\b(?:https?:\/\/|www\.)[^\s<>"\u3000-\u3004\u3008-\u3020\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f]+/giu;
/** What ends a sentence or closes a bracket that a link stands in is not of the link. */
const TAIL = /[.,;:!?'’”»…\])}]+$/u;

const count = (text: string, character: string): number => text.split(character).length - 1;

/** Leaves a closing bracket that the link itself has opened. */
const trimTail = (link: string): string => {
  const trimmed = link.replace(TAIL, "");
  const next = link[trimmed.length];
  return next === ")" && count(trimmed, "(") > count(trimmed, ")") ? `${trimmed})` : trimmed;
};

const addressOf = (link: string): string | undefined => {
  try {
    return new URL(/^http/i.test(link) ? link : `https://${link}`).href;
  } catch {
    return undefined;
  }
};

/** Text with its web addresses as links. Everything else stays text: nothing that somebody wrote becomes markup. */
export const linkText = (text: string): (string | TemplateResult)[] => {
  const parts: (string | TemplateResult)[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trimTail(match[0]);
    const address = addressOf(link);
    if (!address) continue;
    parts.push(
      text.slice(end, match.index),
      html`<a part="link" href=${address} target="_blank" rel="noopener noreferrer">${link}</a>`,
    );
    end = match.index + link.length;
  }
  return [...parts, text.slice(end)];
};
