import { createRoom } from "calls-elements/client";
import { roomServer } from "calls-elements/signaling";

const [join, call, people, messages, say, leave] = ["join", "call", "people", "messages", "say", "leave"].map((id) =>
  document.getElementById(id),
);
const room = createRoom({ signaling: roomServer() });
const videos = new Map();

join.addEventListener("submit", async (event) => {
  event.preventDefault();
  await room.request({ type: "join", room: "headless", name: join.elements.name.value });
  await room.request({ type: "set-microphone", enabled: true });
  await room.request({ type: "set-camera", enabled: true });
});

// Everybody, oneself first. Sound plays by itself; pictures need a place.
room.subscribe(({ status, self, participants, chat }) => {
  join.hidden = status.phase === "joined";
  call.hidden = status.phase !== "joined";
  const everybody = join.hidden ? [self, ...participants] : [];
  for (const { id, name, camera } of everybody) {
    const video = videos.get(id) ?? document.createElement("video");
    videos.set(id, video);
    Object.assign(video, { muted: true, autoplay: true, playsInline: true, title: name });
    const track = camera?.track;
    if (video.srcObject?.getTracks()[0] !== track) video.srcObject = track ? new MediaStream([track]) : null;
    if (!video.isConnected) people.append(video);
  }
  for (const [id, video] of videos) {
    if (everybody.some((person) => person.id === id)) continue;
    video.remove();
    videos.delete(id);
  }
  messages.replaceChildren(
    ...chat.map(({ name, text }) => Object.assign(document.createElement("li"), { textContent: `${name}: ${text}` })),
  );
});

say.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { value } = say.elements.text;
  say.reset();
  await room.request({ type: "chat", id: `${Date.now()}-${Math.random()}`, text: value });
});

leave.addEventListener("click", () => room.request({ type: "leave" }));
