export default {
  globs: ["src/elements/**/*.ts"],
  exclude: ["**/*.styles.ts", "**/icons/**"],
  outdir: "dist",
  litelement: true,
  quiet: true,
};
