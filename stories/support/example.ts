import { createElement, useEffect, useRef, type ReactElement } from "react";
import { startCall } from "./call.js";
import { useSyntheticDevices } from "./synthetic-devices.js";
import examples from "./examples.json" with { type: "json" };

const markupOf: Readonly<Record<string, readonly string[]>> = examples;

/** Shows the example of an element's page, in a call inside of the page. */
export const Example = ({ tag }: { tag: string }): ReactElement => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (!current) return undefined;
    useSyntheticDevices();
    const call = startCall({ others: 2 });
    const template = document.createElement("template");
    template.innerHTML = markupOf[tag]?.join("\n") ?? "";
    // The room has its way to signal before it is in the page, and asks no server.
    const content = document.importNode(template.content, true);
    const room = content.querySelector("calls-room");
    if (room) room.signaling = call.signaling;
    current.append(content);
    return () => {
      current.replaceChildren();
      call.end();
    };
  }, [tag]);
  return createElement("div", { ref: place, className: "sb-unstyled", "data-example": tag });
};
