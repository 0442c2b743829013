import { defineElement } from "../core/define.js";
import { CallsBanner } from "./banner.js";

export { CallsBanner } from "./banner.js";

/** Registers `<calls-banner>`. Importing this module does it already. */
export const defineBanner = (): void => defineElement("calls-banner", CallsBanner);

defineBanner();
