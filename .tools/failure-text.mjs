/** A failed test and why, in few lines. */
export function failureText(name, message = "") {
  const lines = String(message)
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.includes("node_modules"));
  return [name, ...lines.slice(0, 8).map((line) => `    ${line.slice(0, 300)}`)].join("\n");
}
