import { setCustomElementsManifest, type Preview } from "@storybook/web-components-vite";
import { defineAllElements } from "../src/elements/room/all-elements.js";
import { registerLocales } from "../src/index.js";
import { ar } from "../src/locales/ar.js";
import { de } from "../src/locales/de.js";
import { es } from "../src/locales/es.js";
import { fr } from "../src/locales/fr.js";
import { hi } from "../src/locales/hi.js";
import { it } from "../src/locales/it.js";
import { ja } from "../src/locales/ja.js";
import { nl } from "../src/locales/nl.js";
import { pl } from "../src/locales/pl.js";
import { pt } from "../src/locales/pt.js";
import { tr } from "../src/locales/tr.js";
import { zhHans } from "../src/locales/zh-Hans.js";
import { startCall, type CallOptions } from "../stories/support/call.js";
import { useSyntheticDevices } from "../stories/support/synthetic-devices.js";

// A story begins with every element there.
defineAllElements();

const locales = [ar, de, es, fr, hi, it, ja, nl, pl, pt, tr, zhHans];
registerLocales(...locales);

// Written by the build; stories work without it, only their tables of properties are shorter.
const manifests = import.meta.glob("../dist/custom-elements.json", { eager: true, import: "default" });
for (const manifest of Object.values(manifests)) setCustomElementsManifest(manifest);

const preview: Preview = {
  tags: ["autodocs"],
  globalTypes: {
    lang: {
      description: "Language",
      toolbar: { icon: "globe", items: ["en", ...locales.map(({ code }) => code)], dynamicTitle: true },
    },
    scheme: {
      description: "Color scheme",
      toolbar: { icon: "contrast", items: ["light", "dark"], dynamicTitle: true },
    },
  },
  initialGlobals: { lang: "en", scheme: "light" },
  parameters: {
    layout: "fullscreen",
    a11y: { test: "error" },
    controls: { expanded: true },
    // Each story of a documentation page is a call of its own: in a frame, so that one does not disturb another.
    docs: { story: { inline: false, height: "420px" } },
  },
  loaders: [
    ({ parameters }) => {
      const options: CallOptions | undefined = parameters["call"];
      return { call: options && startCall(options) };
    },
  ],
  beforeEach: ({ loaded, parameters }) => {
    useSyntheticDevices(parameters["devices"]);
    return () => loaded["call"]?.end();
  },
  decorators: [
    (story, { globals }) => {
      const page = document.documentElement;
      page.lang = globals["lang"];
      page.dir = page.lang === "ar" ? "rtl" : "ltr";
      page.style.colorScheme = globals["scheme"];
      return story();
    },
  ],
};

export default preview;
