"use client";
import { useState } from "react";
import { Call } from "./call";

export function Page({ room, name }: { room: string; name: string }) {
  const [isOpen, open] = useState(true);
  return (
    <>
      <button onClick={() => open(!isOpen)}>{isOpen ? "Close the call" : "Open the call"}</button>
      {isOpen && <Call room={room} name={name} />}
    </>
  );
}
