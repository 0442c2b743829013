import { svg } from "lit";
import { icon } from "./icon.js";

export const ellipsisVerticalIcon = icon(svg`
  <circle cx="12" cy="12" r="1" />
  <circle cx="12" cy="5" r="1" />
  <circle cx="12" cy="19" r="1" />
`);
