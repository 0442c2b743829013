import { call } from "./call";

const query = new URLSearchParams(location.search);
const main = document.querySelector("main")!;
const button = document.querySelector("button")!;
const open = () => main.append(call(query.get("room") ?? "", query.get("name") ?? ""));

button.addEventListener("click", () => {
  if (main.firstElementChild) main.replaceChildren();
  else open();
  button.textContent = main.firstElementChild ? "Close the call" : "Open the call";
});
open();
