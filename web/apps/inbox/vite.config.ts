import { defineConfig } from "vite"

/**
 * The service sends `default-src 'none'` with Trusted Types, so nothing may be inline: scripts and styles are files,
 * small pictures are not turned into data addresses, and no preload code is written into the page.
 */
export default defineConfig(({ mode }) => {
  const demo = mode === "demo"
  return {
    base: demo ? "/demo/" : "/",
    build: {
      outDir: demo ? "dist-demo" : "dist",
      emptyOutDir: true,
      target: "es2023",
      cssTarget: ["chrome123", "firefox121", "safari17.5"],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      rollupOptions: { input: demo ? "demo.html" : "index.html" },
    },
  }
})
