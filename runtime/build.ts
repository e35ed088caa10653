import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Bundles the programs that run inside pods. Each is one file that a plain `node` runs; returns the path of init. */
export async function buildRuntime(outDir: string): Promise<{ init: string }> {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const init = join(outDir, "init.js");
  await build({
    entryPoints: [join(root, "runtime/init/main.ts")],
    outfile: init,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    format: "esm",
    // Bundled CommonJS calls require(), which an ES module has to make itself.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    define: { SLIPWAY_VERSION: JSON.stringify(version) },
    legalComments: "none",
    logLevel: "error",
  });
  return { init };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { init } = await buildRuntime(join(root, "dist/runtime"));
  console.log(`built ${init}`);
}
