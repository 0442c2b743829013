import type { StorybookConfig } from "@storybook/web-components-vite";
import remarkGfm from "remark-gfm";
import { writePages } from "../.tools/docs.mjs";

writePages();

const config: StorybookConfig = {
  framework: "@storybook/web-components-vite",
  stories: ["../stories/**/*.mdx", "../.cache/docs/*.mdx", "../stories/**/*.stories.ts"],
  addons: [
    // Guides have tables, which plain Markdown does not know.
    {
      name: "@storybook/addon-docs",
      options: { mdxPluginOptions: { mdxCompileOptions: { remarkPlugins: [remarkGfm] } } },
    },
    "@storybook/addon-a11y",
  ],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // The project's Vite settings build a library: its entries and its externals are not for a page.
  viteFinal: ({ build, ...rest }) => {
    const { lib: _lib, rolldownOptions: _rolldown, outDir: _outDir, ...page } = build ?? {};
    return { ...rest, build: page };
  },
};

export default config;
