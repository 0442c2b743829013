/** `npm start`: installs what is missing, builds what changed, and serves the demo from what was built. */
import { build } from "./build.mjs";
import { checkNode, giveUp, installPackages, root } from "./setup.mjs";

checkNode();
await installPackages();
await build().catch((error) => giveUp(`The build failed: ${error.message}`));
process.argv.splice(2, 0, "dev");
await import(`${root}dist/node/cli.js`);
