/**
 * Imports each entry of the installed package in plain Node, as a server that renders does. Given to Node as text, to run in a project's
 * folder: entries are then found as an application finds them. Prints what went wrong, as JSON.
 */
import { readdirSync, readFileSync } from "node:fs";

const kit = "node_modules/calls-elements/";
const { exports } = JSON.parse(readFileSync(`${kit}package.json`, "utf8"));
const files = readdirSync(kit, { recursive: true, encoding: "utf8" }).map((file) => `./${file}`);

/** The specifiers of an entry; `./locales/*.js` stands for one for each file. */
function specifiersOf([entry, target]) {
  const path = typeof target === "string" ? target : target.default;
  if (!path.endsWith(".js")) return [];
  const parts = path.split("*").map((part) => RegExp.escape?.(part) ?? part.replace(/[.]/g, "\\."));
  const expression = new RegExp(`^${parts.join("([\\w-]+)")}$`);
  const stars = files.flatMap((file) => {
    const found = expression.exec(file)?.slice(1);
    return found && new Set(found).size <= 1 ? [found[0] ?? ""] : [];
  });
  return stars.map((star) => entry.replace(/^\./, "calls-elements").replace("*", star));
}

const imported = [];
const problems = [];
for (const specifier of new Set(Object.entries(exports).flatMap(specifiersOf))) {
  try {
    await import(specifier);
    imported.push(specifier);
  } catch (error) {
    problems.push(`${specifier}: ${error.message}`);
  }
}
process.stdout.write(JSON.stringify({ imported, problems }), () => process.exit());
