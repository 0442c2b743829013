/** The samples of `demo/tokens` let people in, in every language that this machine has. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { join, request } from "./support/client.js";
import { JWT_SECRET, startTestServer } from "./support/server.js";

const folder = fileURLToPath(new URL("../../demo/tokens/", import.meta.url));
const SAMPLES = {
  Python: {
    command: "/usr/bin/python3",
    file: "join_token.py",
    needs: "/usr/lib/python3/dist-packages/jwt/__init__.py",
  },
  Ruby: { command: "/usr/bin/ruby", file: "join_token.rb", needs: "/var/lib/dpkg/info/ruby-jwt.list" },
  PHP: { command: "/usr/bin/php", file: "join_token.php" },
  Java: { command: "/usr/bin/java", file: "JoinToken.java" },
  Go: { command: "/usr/bin/go", arguments: ["run"], file: "join_token.go" },
  Node: { command: process.execPath, file: "join_token.mjs" },
  shell: { command: "/usr/bin/sh", file: "join_token.sh", needs: "/usr/bin/openssl" },
} satisfies Record<string, { command: string; file: string; needs?: string; arguments?: readonly string[] }>;

describe("a join token made with", () => {
  for (const [language, sample] of Object.entries(SAMPLES)) {
    const {
      command,
      file,
      needs = command,
      arguments: before = [],
    } = sample as {
      command: string;
      file: string;
      needs?: string;
      arguments?: readonly string[];
    };
    const missing = [command, needs].find((path) => !existsSync(path));
    it.skipIf(missing !== undefined)(
      missing === undefined ? language : `${language} (skipped: no ${missing})`,
      async () => {
        const { url } = await startTestServer({ env: { ROOM_ACCESS: "token" } });
        const words = ["yard", "user-7", "Zoë Ñandú", "host"];
        // Go keeps what it has built in a folder of its own; everything else needs the secret only.
        const env = { ...process.env, JWT_SECRET, LC_ALL: "C.UTF-8" };
        const { stdout } = await promisify(execFile)(command, [...before, folder + file, ...words], {
          env,
          timeout: 60_000,
        });
        const reply = await join(url, "yard", "", stdout.trim());
        expect(reply).toMatchObject({ participantId: "user-7", participantName: "Zoë Ñandú", role: "host" });
        const elsewhere = await request(`${url}/api/rooms/hall/join`, {
          method: "POST",
          body: {},
          token: stdout.trim(),
        });
        expect(elsewhere.status).toBe(403);
      },
      60_000,
    );
  }
});
