/** The page of a guest: devices, a preview, and then the air. What happens there is in `publisher.js`. */
import { keepAwake } from "./awake.js";
import { DeviceError, listDevices, openDevices, openWithout, showLevel, watchDevices } from "./devices.js";
import { endpointOf, isOver, readLink } from "./link.js";
import { GuestPublisher } from "./publisher.js";
import { bestOf, wordsOf } from "./words.js";

/** What there is to see and to do in each state: the words of title and text, an icon, and actions, the first of which matters most. */
const VIEWS = {
  asking: { title: "asking", text: "askingText", icon: "camera" },
  preview: { title: "title", text: "preview", actions: ["join"] },
  joining: { title: "joining", text: "preview", actions: ["leave"] },
  live: { title: "live", text: "liveText", actions: ["leave"] },
  refused: { title: "refused", text: "refusedText", icon: "blocked", actions: ["again"] },
  none: { title: "none", text: "noneText", icon: "cameraOff", actions: ["again", "voiceOnly"] },
  busy: { title: "busy", text: "busyText", icon: "cameraOff", actions: ["again", "voiceOnly"] },
  insecure: { title: "insecure", icon: "blocked" },
  away: { title: "away", text: "awayText", actions: ["leave"] },
  full: { title: "full", text: "awayText", actions: ["leave"] },
  media: { title: "media", text: "awayText", actions: ["leave"] },
  expired: { title: "expired", text: "askNew", icon: "clock" },
  invalid: { title: "invalid", text: "askNew", icon: "link" },
  removed: { title: "removed", text: "removedText", icon: "off", actions: ["back"] },
  banned: { title: "banned", text: "bannedText", icon: "blocked" },
  replaced: { title: "replaced", text: "replacedText", icon: "devices", actions: ["back"] },
  closed: { title: "closed", text: "closedText", icon: "blocked", actions: ["back"] },
  over: { title: "over", text: "leftText", icon: "done" },
  left: { title: "left", text: "leftText", icon: "done", actions: ["back"] },
};
/** Of which a pill in the picture tells, too: whoever is on the air looks there. */
const PILLS = new Set(["joining", "live", "away", "full", "media"]);

/** Icons are from Lucide (ISC). */
const ICONS = {
  camera: `<path d="m16 13 5.22 3.48a.5.5 0 0 0 .78-.42V7.87a.5.5 0 0 0-.75-.43L16 10.5"/><rect x="2" y="6" width="14" height="12" rx="2"/>`,
  cameraOff: `<path d="M10.66 6H14a2 2 0 0 1 2 2v2.5l5.25-3.06A.5.5 0 0 1 22 7.87v8.19"/><path d="M16 16a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h2"/><path d="m2 2 20 20"/>`,
  microphone: `<path d="M12 19v3"/><path d="M19 10v2a7 7 0 0 1-14 0v-2"/><rect x="9" y="2" width="6" height="13" rx="3"/>`,
  microphoneOff: `<path d="M12 19v3"/><path d="M15 9.34V5a3 3 0 0 0-5.68-1.33"/><path d="M16.95 16.95A7 7 0 0 1 5 12v-2"/><path d="M18.89 13.23A7 7 0 0 0 19 12v-2"/><path d="m2 2 20 20"/><path d="M9 9v3a3 3 0 0 0 5.12 2.12"/>`,
  blocked: `<circle cx="12" cy="12" r="10"/><path d="m4.9 4.9 14.2 14.2"/>`,
  clock: `<circle cx="12" cy="12" r="10"/><path d="M12 6v6l4 2"/>`,
  link: `<path d="M9 17H7A5 5 0 0 1 7 7"/><path d="M15 7h2a5 5 0 0 1 4 8"/><path d="M8 12h4"/><path d="m2 2 20 20"/>`,
  off: `<path d="M18.36 6.64A9 9 0 0 1 20.77 15"/><path d="M6.16 6.16a9 9 0 1 0 12.68 12.68"/><path d="M12 2v4"/><path d="m2 2 20 20"/>`,
  devices: `<path d="M18 8V6a2 2 0 0 0-2-2H4a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h8"/><path d="M10 19v-3.96 3.15"/><path d="M7 19h5"/><rect x="16" y="12" width="6" height="10" rx="2"/>`,
  done: `<circle cx="12" cy="12" r="10"/><path d="m9 12 2 2 4-4"/>`,
};
const icon = (name) =>
  `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ICONS[name]}</svg>`;

const page = document.documentElement;
const main = document.querySelector("main");
const one = (selector) => main.querySelector(selector);
const [video, sign, pill, toggles, form, title, text, fields, actions] = [
  "video", ".sign", ".pill", ".toggles", "form", "h1", "p", ".fields", ".actions",
].map(one); // prettier-ignore

const link = readLink(location.href);
/** What the person has chosen; `camera: null` is without one. */
const wanted = { camera: undefined, microphone: undefined };
let words = wordsOf("en");
let stream = new MediaStream();
let publisher;
let endLevel = () => {};
let endWatch = () => {};

const trackOf = (device) => (device === "camera" ? stream.getVideoTracks() : stream.getAudioTracks())[0];

function show(view) {
  const { title: heading, text: line, icon: shown, actions: possible = [] } = VIEWS[view];
  const isOpen = stream.getTracks().length > 0;
  main.dataset.view = view;
  title.textContent = words[heading];
  document.title = words[heading];
  pill.hidden = !PILLS.has(view);
  pill.textContent = words[heading];
  fields.hidden = view !== "preview";
  toggles.hidden = !isOpen;
  actions.replaceChildren(
    ...possible.map((action, index) => {
      const button = Object.assign(document.createElement("button"), { textContent: words[action] });
      button.dataset.action = action;
      button.type = action === "join" ? "submit" : "button";
      button.className = action === "leave" ? "danger" : index === 0 ? "primary" : "";
      return button;
    }),
  );
  showDevices(shown, line);
}

/** The picture, whether each device is on, and what is said only of those that are. */
function showDevices(shown = VIEWS[main.dataset.view].icon, line = VIEWS[main.dataset.view].text) {
  const camera = trackOf("camera");
  const isSeenAndHeard = stream.getTracks().length === 2 && stream.getTracks().every(({ enabled }) => enabled);
  video.hidden = !camera?.enabled;
  sign.innerHTML = icon(shown ?? (camera ? "cameraOff" : "microphone"));
  text.textContent = line && (line !== "liveText" || isSeenAndHeard) ? words[line] : "";
  for (const button of toggles.children) {
    const { device } = button.dataset;
    const track = trackOf(device);
    button.hidden = !track;
    button.ariaPressed = String(track?.enabled === true);
    button.title = button.ariaLabel = words[device];
    button.innerHTML = icon(track?.enabled ? device : `${device}Off`);
  }
}

/** Shows what a stream has, and who speaks into it. */
function take(opened) {
  endLevel();
  endWatch();
  endWatch = watchDevices(opened, (device) => void replaceLost(device));
  stream = opened;
  video.srcObject = opened;
  const microphone = trackOf("microphone");
  endLevel = microphone ? showLevel(microphone, one('[data-device="microphone"]')) : () => {};
}

/** Goes on with what is left, on the air too, rather than say that somebody is seen whose camera is unplugged. */
async function replaceLost(device) {
  const before = stream;
  const isOff = (track) => before.getTracks().some(({ kind, enabled }) => kind === track.kind && !enabled);
  try {
    const opened = await openWithout(device, wanted);
    // Meanwhile they have left, or chosen others.
    if (stream !== before) return opened.getTracks().forEach((track) => track.stop());
    for (const track of opened.getTracks()) track.enabled = !isOff(track);
    take(opened);
    for (const track of before.getTracks()) track.stop();
    await publisher?.replace(opened.getTracks());
    await listChoices();
    showDevices();
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    if (stream !== before) return;
    publisher?.leave();
    closeDevices();
    show(error.why);
  }
}

function closeDevices() {
  for (const track of stream.getTracks()) track.stop();
  take(new MediaStream());
}

async function listChoices() {
  const devices = await listDevices();
  for (const [device, list] of Object.entries(devices)) {
    const select = form.elements[device];
    select.replaceChildren(...list.map(({ label, deviceId }) => new Option(label || words[device], deviceId)));
    select.value = trackOf(device)?.getSettings().deviceId ?? "";
    select.parentElement.hidden = list.length < 2 || !trackOf(device);
  }
}

/** @returns whether there is something to send. */
async function open() {
  show("asking");
  try {
    take(await openDevices(wanted));
    await listChoices();
    return true;
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    show(error.why);
    return false;
  }
}

async function preview() {
  if (await open()) show("preview");
}

/** On the air, until it has ended. */
async function goOnAir() {
  if (stream.getTracks().length === 0 && !(await open())) return;
  const name = form.elements.name.value.trim() || link.id;
  const onState = ({ type, why }) => {
    if (type === "ended") closeDevices();
    show(why ?? type);
  };
  publisher = new GuestPublisher({
    endpoint: endpointOf(link, name),
    key: link.key,
    tracks: stream.getTracks(),
    onState,
  });
  const letSleep = keepAwake();
  await publisher.run();
  publisher = undefined;
  letSleep();
}

const ACTIONS = {
  again: preview,
  voiceOnly: () => {
    wanted.camera = null;
    return preview();
  },
  back: goOnAir,
  leave: () => publisher?.leave(),
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void goOnAir();
});
actions.addEventListener("click", ({ target }) => void ACTIONS[target.dataset.action]?.());
toggles.addEventListener("click", ({ target }) => {
  const device = target.closest("button")?.dataset.device;
  const track = device && trackOf(device);
  if (!track) return;
  track.enabled = !track.enabled;
  showDevices();
});
fields.addEventListener("change", async ({ target }) => {
  if (target.localName !== "select") return;
  wanted[target.name] = target.value;
  for (const track of stream.getTracks()) track.stop();
  await preview();
});
addEventListener("pagehide", () => publisher?.leave());

const hasChosen = new URLSearchParams(location.search).has("lang");
if (!hasChosen) page.lang = bestOf(navigator.languages);
page.dir = page.lang === "ar" ? "rtl" : "ltr";
words = wordsOf(page.lang);
for (const each of document.querySelectorAll("[data-word]")) each.textContent = words[each.dataset.word];

if (!link) show("invalid");
else if (await isOver(link)) show("expired");
else {
  // A link that has the name leaves nothing to ask.
  form.elements.name.value = link.name ?? "";
  form.elements.name.parentElement.hidden = link.name !== undefined;
  void preview();
}
