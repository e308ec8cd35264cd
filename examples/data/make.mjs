// Writes the generated files beside itself; decides nothing about their content.
import { writeFileSync } from "node:fs";
import { generatedFiles } from "./files.mjs";

for (const [name, text] of Object.entries(generatedFiles())) {
  writeFileSync(new URL(name, import.meta.url), text);
  console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
}
