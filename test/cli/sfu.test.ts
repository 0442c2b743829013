import { describe, expect, test } from "vitest";
import { CommandError } from "../../src/cli/command-error.js";
import { checkReach, parseAddresses, parsePolicy } from "../../src/cli/sfu.js";

describe("calls-elements sfu", () => {
  test.each(["127.0.0.1", "127.3.2.1", "localhost", "::1"])("on %s the default secret will do", (host) => {
    expect(() => checkReach(host, "local-secret")).not.toThrow();
  });

  test.each(["0.0.0.0", "192.168.1.20", "::"])("on %s the default secret is refused, with what to do", (host) => {
    expect(() => checkReach(host, "local-secret")).toThrow(/--app-secret/);
    expect(() => checkReach(host, "one of my own")).not.toThrow();
  });

  test("reads the addresses to announce, and refuses what is none", () => {
    expect(parseAddresses(undefined)).toBeUndefined();
    expect(parseAddresses("192.168.1.20, 10.0.0.7")).toEqual(["192.168.1.20", "10.0.0.7"]);
    expect(() => parseAddresses("my-laptop")).toThrow(CommandError);
    expect(() => parseAddresses("")).toThrow(CommandError);
  });

  test("reads which endpoints adapters dial, and refuses what is no policy", () => {
    expect(parsePolicy(undefined)).toBeUndefined();
    expect(parsePolicy("public")).toBe("public");
    expect(() => parsePolicy("everywhere")).toThrow(CommandError);
  });
});
