import "calls-elements";

export function call(room: string, name: string): HTMLElement {
  const element = document.createElement("calls-room");
  const media = { camera: { constraints: { width: 320, height: 180 } } };
  Object.assign(element, { room, name, autojoin: true, media });
  element.addEventListener("calls-room-joined", (event) => console.log(`${name} is in ${event.roomId}`));
  return element;
}
