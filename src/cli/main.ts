#!/usr/bin/env node
/**
 * `calls-elements <command>`: reads the command line and hands over to the command.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { dev } from "./dev.js";
import { sfu } from "./sfu.js";
import { CommandError } from "./command-error.js";
import { relay } from "./relay/relay.js";
import { untilStopped } from "./until-stopped.js";

const HELP = `calls-elements: live calls on a web page

  calls-elements dev [folder]   serves a folder of yours (or the demo) with a room server and a local SFU
  calls-elements sfu            runs the local SFU alone, for any program that speaks Cloudflare's Connection API
  calls-elements relay          sends somebody in a room, or several guests, live to an RTMP server (needs ffmpeg) or by WHIP

Options of dev and sfu
  --port N          port of the page (default: PORT, else 3000) or of the SFU's API (default 4000); a busy one moves to the
                    next free one
  --host ADDRESS    address to listen on (default 127.0.0.1)
  --allow-host A,B  names that it may be called by, beside addresses and localhost: that of a tunnel, or of a container
  --help            this text

Options of sfu
  --udp-port N      port of all media (default: any free one)
  --announce A,B    IPv4 addresses at which browsers find it (default: 127.0.0.1 and this machine's own)
  --app-id ID       default: local
  --app-secret S    default: local-secret, which works on this machine only
  --allow-origin A  origins whose pages may call the API (default: pages of this machine); backends always may
  --account-token T enables the account API (/client/v4/accounts/...) for who has this token
  --adapters WHICH  which endpoints WebSocket adapters dial: local (default), any, or public, which refuses localhost as
                    the service does
  --faults          lets PUT /admin/faults make it misbehave on purpose
  --verbose         says what happens

Options of relay
  --room ID         the room
  --participant P   whom: an id, or a name that only one person in the room has; 'cam-*' for each guest whose id is like that
  --to URL          where to: rtmp://server/app/stream-key, or a WHIP endpoint such as MediaMTX's, http://server:8889/name/whip;
                    for several guests with {id} in it
  --to-token T      a bearer token for the WHIP endpoint, where one is needed
  --server URL      the room server (default http://localhost:3000)
  --token T         a token for the room, where one is needed
  --screen          their screen instead of their camera
  --ffmpeg PATH     default: ffmpeg

Environment
  CALLS_APP_ID, CALLS_APP_SECRET   use Cloudflare Realtime SFU instead of the local SFU
  CALLS_API                        another base address of the Connection API
  JWT_SECRET                       signs join tokens; without it each start makes its own
`;

async function main(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      port: { type: "string" },
      host: { type: "string" },
      "udp-port": { type: "string" },
      announce: { type: "string" },
      "app-id": { type: "string" },
      "app-secret": { type: "string" },
      "allow-host": { type: "string" },
      "allow-origin": { type: "string" },
      "account-token": { type: "string" },
      adapters: { type: "string" },
      faults: { type: "boolean" },
      verbose: { type: "boolean" },
      room: { type: "string" },
      participant: { type: "string" },
      to: { type: "string" },
      "to-token": { type: "string" },
      server: { type: "string" },
      token: { type: "string" },
      screen: { type: "boolean" },
      ffmpeg: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(HELP);
    return;
  }
  switch (command) {
    case "dev":
      return dev({
        folder: rest[0],
        port: values.port ?? process.env["PORT"],
        host: values.host,
        allowHost: values["allow-host"],
        env: process.env,
      });
    case "sfu":
      return sfu({
        ...values,
        udpPort: values["udp-port"],
        appId: values["app-id"],
        appSecret: values["app-secret"],
        allowHost: values["allow-host"],
        allowOrigin: values["allow-origin"],
        accountToken: values["account-token"],
      });
    case "relay": {
      const stop = new AbortController();
      const running = relay(
        { ...values, toToken: values["to-token"] },
        { signal: stop.signal, say: (line) => void process.stdout.write(`${line}\n`) },
      );
      untilStopped(() => {
        stop.abort();
        return running;
      });
      return running;
    }
    default:
      throw new CommandError(`There is no command '${command}'. See calls-elements --help.`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof CommandError || (error instanceof TypeError && "code" in error);
  process.stderr.write(`${expected ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
