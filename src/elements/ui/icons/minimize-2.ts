import { svg } from "lit";
import { icon } from "./icon.js";

export const minimize2Icon = icon(svg`
  <path d="m14 10 7-7" />
  <path d="M20 10h-6V4" />
  <path d="m3 21 7-7" />
  <path d="M4 14h6v6" />
`);
