module.exports = {
  mode: "production",
  entry: "./src/main.ts",
  module: { rules: [{ test: /\.ts$/, use: "ts-loader", exclude: /node_modules/ }] },
  resolve: { extensions: [".ts", ".js"] },
  performance: { hints: false },
};
