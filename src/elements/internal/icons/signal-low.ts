import { svg } from "lit";
import { icon } from "./icon.js";

export const signalLowIcon = icon(svg`
  <path d="M2 20h.01" />
  <path d="M7 20v-4" />
`);
