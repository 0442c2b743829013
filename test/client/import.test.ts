import { expect, it } from "vitest";

it("can be imported where there is no browser, as when a page is rendered on a server", async () => {
  expect(Object.keys(await import("../../src/client/index.js")).sort()).toEqual(["CallsError", "createRoom"]);
});

it("renders nothing of a room on a server, in React", async () => {
  const { createElement } = await import("react");
  const { renderToString } = await import("react-dom/server");
  const { useCalls, useCallsRoom } = await import("../../src/client/react.js");
  const Page = () => {
    const room = useCallsRoom({ signaling: { join: () => Promise.reject(new Error("never")) } });
    const people = useCalls(room, (snapshot) => snapshot.participants.length);
    return createElement("p", {}, `${String(room)} ${String(people)}`);
  };
  expect(renderToString(createElement(Page))).toBe("<p>undefined undefined</p>");
});

it.each(["calls-client", "vue"])("imports %s without a browser", async (entry) => {
  expect(await import(`../../src/client/${entry}.ts`)).toBeDefined();
});
