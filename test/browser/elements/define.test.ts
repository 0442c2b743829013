import { expect } from "@open-wc/testing";
import { CallsRoom, defineElement } from "../../../src/index.js";

describe("defineElement", () => {
  const { warn } = console;
  let warnings: unknown[] = [];

  beforeEach(() => {
    warnings = [];
    console.warn = (message: unknown) => warnings.push(message);
  });
  afterEach(() => {
    console.warn = warn;
  });

  it("is quiet about the same class again", () => {
    defineElement("calls-room", CallsRoom);
    expect(warnings).to.deep.equal([]);
  });

  it("leaves the first of two copies in place and says so once", () => {
    const Copy = class extends HTMLElement {};
    defineElement("calls-room", Copy);
    defineElement("calls-room", Copy);
    expect(customElements.get("calls-room")).to.equal(CallsRoom);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain("<calls-room> is already registered");
  });

  it("takes a registry of its own, and does nothing where there are none", () => {
    const defined = new Map<string, unknown>();
    const registry = {
      get: (name: string) => defined.get(name),
      define: (name: string, elementClass: unknown) => void defined.set(name, elementClass),
    } as unknown as CustomElementRegistry;
    const Other = class extends HTMLElement {};
    defineElement("calls-other", Other, registry);
    expect(defined.get("calls-other")).to.equal(Other);
    expect(customElements.get("calls-other")).to.equal(undefined);
  });
});
