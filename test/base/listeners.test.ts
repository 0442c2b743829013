import { afterEach, describe, expect, it, vi } from "vitest";
import { Listeners } from "../../src/base/listeners.js";

describe("listeners", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("keep one's failure from the others, and leave it uncaught", () => {
    const later: (() => void)[] = [];
    vi.stubGlobal("queueMicrotask", (callback: () => void) => later.push(callback));
    const listeners = new Listeners<string>();
    const failure = new Error("mine");
    const heard = vi.fn();
    listeners.add(() => {
      throw failure;
    });
    listeners.add(heard);
    listeners.emit("news");
    expect(heard).toHaveBeenCalledExactlyOnceWith("news");
    expect(later).toHaveLength(1);
    expect(later[0]).toThrow(failure);
  });

  it("are those of the moment: who comes meanwhile hears the next, who goes hears nothing", () => {
    const listeners = new Listeners<number>();
    const heard: string[] = [];
    let leave = (): void => {};
    listeners.add((value) => {
      heard.push(`first ${value}`);
      leave();
      if (value === 1) listeners.add((later) => heard.push(`third ${later}`));
    });
    leave = listeners.add((value) => heard.push(`second ${value}`));
    listeners.emit(1);
    listeners.emit(2);
    expect(heard).toEqual(["first 1", "first 2", "third 2"]);
  });

  it("count a function that is added twice twice", () => {
    const listeners = new Listeners<void>();
    const heard = vi.fn();
    const stop = listeners.add(heard);
    listeners.add(heard);
    stop();
    stop();
    listeners.emit();
    expect(heard).toHaveBeenCalledTimes(1);
    listeners.clear();
    listeners.emit();
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
