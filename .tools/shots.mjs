/**
 * The pictures of the gallery: each a story, and what differs from a wide light page in English. Those that are `accepted` are
 * compared with an accepted picture by the tests.
 */
import { LANDSCAPE, PHONE, SIDEBAR, WALL, ZOOMED } from "./storybook.mjs";

const room = (story, options) => ({ story: `elements-room--${story}`, ...options });
const page = (story, options) => ({ story: `pages--${story}`, ...options });
const accepted = true;
const scheme = "dark";

/** Every screen of a call, for the ways to look at it that differ most. */
const screens = {
  prejoin: room("before-the-call-with-devices"),
  refused: room("devices-refused"),
  alone: room("alone"),
  two: room("two-people"),
  five: room("five-people"),
  twelve: room("many-people"),
  sharing: room("sharing"),
  chat: room("chat-open"),
  people: room("people-open"),
  settings: room("settings-open"),
  stats: room("stats-open"),
  menu: room("five-people", { click: ["calls-more-button button"] }),
  devices: room("two-people", { click: ["calls-microphone-button .choose"] }),
  reactions: room("two-people", { click: ["calls-reactions-button button"] }),
  leaving: room("host-leaves", { click: ["calls-leave-button button"] }),
  question: room("host-leaves", { click: ["calls-leave-button button", "calls-leave-button .danger"] }),
  shortcuts: room("shortcuts-open"),
  waiting: room("waiting"),
  asked: room("asked", { has: "Grace Hopper" }),
  reconnecting: room("reconnecting", { has: "Reconnecting" }),
  recorded: room("recorded"),
  full: room("room-is-full"),
  left: room("left"),
};
const ways = {
  dark: { scheme },
  phone: { viewport: PHONE },
  landscape: { viewport: LANDSCAPE },
  arabic: { lang: "ar", has: "" },
  zoomed: { viewport: ZOOMED },
  forced: { forced: true, scheme },
  narrow: { viewport: SIDEBAR },
  wall: { viewport: WALL },
};
/** Where there is no room for these buttons, they are in the menu. */
const folded = { phone: ["devices", "reactions"], zoomed: ["devices", "reactions"], narrow: ["devices", "reactions"] };
const everyWay = Object.entries(ways).flatMap(([way, options]) =>
  Object.entries(screens)
    .filter(([name]) => !folded[way]?.includes(name))
    .map(([name, shot]) => [`${way}/${name}`, { ...shot, ...options }]),
);

export const shots = {
  ...Object.fromEntries(everyWay),
  "people-1": room("alone", { accepted }),
  "people-2": room("two-people", { accepted }),
  "people-3": room("full-room", { accepted }),
  "people-5": room("five-people", { accepted }),
  "people-9": room("nine-people", { accepted }),
  "people-12": room("many-people"),
  "people-25": room("twenty-five-people"),
  "people-49": room("forty-nine-people"),
  "dark-3": room("full-room", { scheme, accepted }),
  "dark-12": room("many-people", { scheme }),
  "arabic-5": room("five-people", { lang: "ar", accepted }),
  sharing: room("sharing", { accepted }),
  "sharing-dark": room("sharing", { scheme }),
  "sharing-phone": room("sharing", { viewport: PHONE }),
  "sharing-landscape": room("sharing", { viewport: LANDSCAPE }),
  chat: room("chat-open", { accepted }),
  "chat-dark": room("chat-open", { scheme }),
  "chat-phone": room("chat-open", { viewport: PHONE, accepted }),
  "chat-arabic": room("chat-open", { lang: "ar", accepted }),
  people: room("people-open", { accepted }),
  "people-phone": room("people-open", { viewport: PHONE, lang: "de" }),
  settings: room("settings-open", { accepted }),
  "settings-phone": room("settings-open", { viewport: PHONE }),
  waiting: room("waiting", { accepted }),
  "waiting-phone": room("waiting", { viewport: PHONE, scheme, lang: "fr" }),
  asked: room("asked", { has: "Grace Hopper" }),
  "phone-1": room("alone", { viewport: PHONE }),
  "phone-2": room("two-people", { viewport: PHONE, scheme, accepted }),
  "phone-5": room("five-people", { viewport: PHONE, accepted }),
  "phone-12": room("many-people", { viewport: PHONE, scheme }),
  "phone-arabic": room("full-room", { viewport: PHONE, lang: "ar" }),
  "landscape-2": room("two-people", { viewport: LANDSCAPE, accepted }),
  "landscape-prejoin": room("before-the-call", { viewport: LANDSCAPE }),
  "sidebar-2": room("two-people", { viewport: SIDEBAR, accepted }),
  "sidebar-prejoin": room("before-the-call", { viewport: SIDEBAR, lang: "de" }),
  prejoin: room("before-the-call", { accepted }),
  "prejoin-devices": room("before-the-call-with-devices", { accepted }),
  "prejoin-devices-dark": room("before-the-call-with-devices", { scheme }),
  "prejoin-devices-phone": room("before-the-call-with-devices", { viewport: PHONE }),
  "prejoin-devices-sidebar": room("before-the-call-with-devices", { viewport: SIDEBAR, lang: "de" }),
  "prejoin-dark": room("before-the-call", { scheme }),
  "prejoin-arabic": room("before-the-call", { lang: "ar", accepted }),
  "prejoin-phone": room("before-the-call", { viewport: PHONE, accepted }),
  "prejoin-hindi": room("before-the-call", { viewport: PHONE, lang: "hi" }),
  "prejoin-polish-sidebar": room("before-the-call", { viewport: SIDEBAR, lang: "pl" }),
  "refused-devices": room("devices-refused", { accepted }),
  "refused-devices-phone": room("devices-refused", { viewport: PHONE, lang: "de" }),
  "refused-devices-japanese": room("devices-refused", { viewport: PHONE, lang: "ja" }),
  "refused-devices-french": room("devices-refused", { viewport: SIDEBAR, lang: "fr" }),
  "refused-devices-in-call": room("devices-refused-in-the-call", { scheme }),
  "refused-devices-in-call-phone": room("devices-refused-in-the-call", { viewport: PHONE }),
  reconnecting: room("reconnecting", { has: "Reconnecting" }),
  "reconnecting-phone": room("reconnecting", { viewport: PHONE }),
  "room-is-full": room("room-is-full", { accepted }),
  "room-is-locked-phone": room("room-is-locked", { viewport: PHONE }),
  "server-unreachable": room("server-unreachable", { scheme, accepted }),
  "server-unreachable-phone": room("server-unreachable", { viewport: PHONE, lang: "ar" }),
  left: room("left", { accepted }),
  "left-chinese": room("left", { viewport: PHONE, lang: "zh-Hans" }),
  "left-sidebar": room("left", { viewport: SIDEBAR, lang: "de" }),
  themed: room("themed", { accepted }),
  "own-interface": room("own-interface"),
  standup: page("standup"),
  webinar: page("webinar", { accepted }),
  "webinar-phone": page("webinar", { viewport: PHONE }),
  classroom: page("classroom", { accepted }),
  "classroom-dark": page("classroom", { scheme }),
  "support-call": page("support-call", { accepted }),
  "watch-on-a-phone": page("watch-on-a-phone", { viewport: PHONE }),
  "sidebar-in-an-app": page("sidebar-in-an-app", { accepted }),
};
