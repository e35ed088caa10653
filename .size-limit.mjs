import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The scripts that a signed-in page loads before anything of its own: React, Next and the frame's layouts. */
function frameScripts() {
  const { rootMainFiles } = JSON.parse(readFileSync(".next/build-manifest.json", "utf8"));
  const pages = ".next/server/app/projects/[project]/runs";
  const manifest = readdirSync(pages).find((file) => file === "page_client-reference-manifest.js");
  if (!manifest) throw new Error("The portal is not built: run npm run build first");
  const source = readFileSync(path.join(pages, manifest), "utf8");
  const { entryJSFiles } = JSON.parse(source.slice(source.indexOf("] = ") + 4).replace(/;\s*$/, ""));
  const layouts = Object.entries(entryJSFiles).filter(([entry]) => entry.endsWith("/layout"));
  return [...new Set([...rootMainFiles, ...layouts.flatMap(([, files]) => files)])].map((file) => `.next/${file}`);
}

export default [{ name: "Signed-in frame", path: frameScripts(), limit: "180 kB", gzip: true }];
