import { svg } from "lit";
import { icon } from "./icon.js";

export const minusIcon = icon(svg`<path d="M5 12h14" />`);
