import { svg } from "lit";
import { icon } from "./icon.js";

export const panelRightIcon = icon(svg`
  <rect width="18" height="18" x="3" y="3" rx="2" />
  <path d="M15 3v18" />
`);
