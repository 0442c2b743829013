import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [react()],
  // Strict mode mounts everything twice in React's development build only, and so that is what is built here.
  define: { "process.env.NODE_ENV": '"development"' },
});
