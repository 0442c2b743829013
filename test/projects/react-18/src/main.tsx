import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { Call } from "./Call";

const query = new URLSearchParams(location.search);

function Page() {
  const [isOpen, open] = useState(true);
  return (
    <>
      <button onClick={() => open(!isOpen)}>{isOpen ? "Close the call" : "Open the call"}</button>
      {isOpen && <Call room={query.get("room") ?? ""} name={query.get("name") ?? ""} />}
    </>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
