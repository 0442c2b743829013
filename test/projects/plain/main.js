const query = new URLSearchParams(location.search);
const main = document.querySelector("main");
const button = document.querySelector("button");

function open() {
  const room = document.createElement("calls-room");
  Object.assign(room, {
    server: query.get("server"),
    room: query.get("room"),
    name: query.get("name"),
    autojoin: true,
    media: { camera: { constraints: { width: 320, height: 180 } } },
  });
  room.addEventListener("calls-room-joined", ({ roomId }) => console.log(`${room.name} is in ${roomId}`));
  main.append(room);
}

button.addEventListener("click", () => {
  if (main.firstElementChild) main.replaceChildren();
  else open();
  button.textContent = main.firstElementChild ? "Close the call" : "Open the call";
});
open();
