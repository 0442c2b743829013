import { svg } from "lit";
import { icon } from "./icon.js";

export const chevronUpIcon = icon(svg`
  <path d="m18 15-6-6-6 6" />
`);
