import type { StorybookConfig } from "@storybook/web-components-vite";

const config: StorybookConfig = {
  framework: "@storybook/web-components-vite",
  stories: ["../stories/**/*.mdx", "../stories/**/*.stories.ts"],
  addons: ["@storybook/addon-docs", "@storybook/addon-a11y"],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // The project's Vite settings build a library: its entries and its externals are not for a page.
  viteFinal: ({ build, ...rest }) => {
    const { lib: _lib, rolldownOptions: _rolldown, outDir: _outDir, ...page } = build ?? {};
    return { ...rest, build: page };
  },
};

export default config;
