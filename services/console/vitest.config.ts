import { defineConfig } from 'vitest/config'

/** Rules without a browser; what people see is tested by the stories. */
export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: { include: ['{app,components,lib,ui}/**/*.test.ts'] },
})
