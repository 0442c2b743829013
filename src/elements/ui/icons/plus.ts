import { svg } from "lit";
import { icon } from "./icon.js";

export const plusIcon = icon(svg`
  <path d="M5 12h14" />
  <path d="M12 5v14" />
`);
