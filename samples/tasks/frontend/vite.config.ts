import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // The back end serves what is built, and is asked by the development server.
  build: { outDir: '../backend/wwwroot', emptyOutDir: true },
  server: { proxy: { '/api': 'http://127.0.0.1:5200' } },
});
