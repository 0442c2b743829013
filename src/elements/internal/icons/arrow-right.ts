import { svg } from "lit";
import { icon } from "./icon.js";

export const arrowRightIcon = icon(svg`
  <path d="M5 12h14" />
  <path d="m12 5 7 7-7 7" />
`);
