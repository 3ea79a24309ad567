// Bundles a module, with the packages that it imports, into one file for a browser: `node bundle.js <module> <out>`.
import { buildSync } from "esbuild";

const [entry, outfile] = process.argv.slice(2);
const options = { bundle: true, format: "esm", platform: "browser", minify: true, logLevel: "warning" };
buildSync({ ...options, entryPoints: [entry], outfile });
