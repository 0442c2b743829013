import type { BaseTerms, Locale } from "./locale.js";

const terms: BaseTerms = {
  joinTitle: "Ready to join?",
  joinRoom: (room) => `You are about to join “${room}”.`,
  yourName: "Your name",
  nameMissing: "Add your name so that others know who you are.",
  roomMissing: "This page does not say which call to join.",
  join: "Join",
  preview: "Your camera",
  cameraIsOff: "Your camera is off",
  cameraIsStarting: "Starting your camera…",
  turnOnDevices: "Turn on camera and microphone",

  microphone: "Microphone",
  camera: "Camera",
  turnMicrophoneOn: "Turn on microphone",
  turnMicrophoneOff: "Turn off microphone",
  turnCameraOn: "Turn on camera",
  turnCameraOff: "Turn off camera",
  starting: "Starting…",
  leave: "Leave",
  dismiss: "Dismiss",
  microphoneAdvice: {
    blocked: "Microphone is blocked. Allow it in the address bar, then try again.",
    missing: "No microphone found. Connect one, then try again.",
    busy: "Another app is using your microphone. Close it, then try again.",
    unsuitable: "This microphone cannot be used here. Try another one.",
    lost: "Your microphone was disconnected. Plug it back in, then try again.",
    muted: "Your system has muted the microphone. Look for its switch, or end other calls.",
    insecure: "Browsers allow a microphone on secure pages only. Open this page with https.",
    failed: "Your microphone did not start. Try again.",
  },
  cameraAdvice: {
    blocked: "Camera is blocked. Allow it in the address bar, then try again.",
    missing: "No camera found. Connect one, then try again.",
    busy: "Another app is using your camera. Close it, then try again.",
    unsuitable: "This camera cannot be used here. Try another one.",
    lost: "Your camera was disconnected. Plug it back in, then try again.",
    muted: "Your system has turned the camera off. Look for its switch, or close other apps.",
    insecure: "Browsers allow a camera on secure pages only. Open this page with https.",
    failed: "Your camera did not start. Try again.",
  },
  devicesAdvice: {
    blocked: "Microphone and camera are blocked. Allow them in the address bar, then try again.",
    missing: "No microphone or camera found. Connect one, then try again.",
    insecure: "Browsers allow microphone and camera on secure pages only. Open this page with https.",
  },
  otherMicrophone: (name) => `Another app is using your microphone. “${name}” is used instead.`,
  otherCamera: (name) => `Another app is using your camera. “${name}” is used instead.`,
  deviceForbidden: (device) => `${device} is not allowed on this page. Tell its owner.`,

  systemDefault: "System default",

  speaker: "Speaker",
  testSpeaker: "Test speaker",

  recorded: "This call is being recorded.",
  mayBeWritten: "What is said here may be written down.",
  networkGood: "Your connection looks good",
  networkLimited: "Calls work here, though slower",
  weakConnection: "Your connection is weak. Others may not see or hear you well.",

  rateTitle: "How was the call?",
  rateGood: "Good",
  rateBad: "Not so good",
  rateThanks: "Thank you!",
  callEnded: { title: "The call has ended", advice: "Thanks for joining." },
  roomLocked: {
    title: "This call is locked",
    advice: "Nobody new can join now. Ask someone in the call to unlock it.",
  },
  denied: { title: "You were not let in", advice: "Ask someone in the call, then try again." },
  banned: { title: "You can’t join this call", advice: "Someone in the call removed you from it." },

  youJoined: "You joined the call",

  close: "Close",
  leftTitle: "You left the call",
  leftAdvice: "See you next time.",
  rejoin: "Rejoin",
  tryAgain: "Try again",
  back: "Back",

  invalidRoom: { title: "This call’s link is not right", advice: "Check the link, or ask for a new one." },
  invalidName: { title: "That name cannot be used", advice: "Go back and choose another one." },
  roomNotFound: {
    title: "This call does not exist",
    advice: "It may have ended. Check the link, or ask for a new one.",
  },
  roomFull: { title: "This call is full", advice: "Wait until someone leaves, then try again." },
  removed: { title: "You were removed from the call", advice: "If this was a mistake, ask someone in the call." },
  replaced: {
    title: "The call moved to another window",
    advice: "You joined from somewhere else. Rejoin to use this window.",
  },
  stale: { title: "Your connection was lost", advice: "Check your internet connection, then rejoin." },
  notAllowed: { title: "You are not invited to this call", advice: "Ask for an invitation, then try again." },
  notLetIn: {
    title: "The call did not let you in",
    advice: "Try again. If it keeps happening, ask for a new invitation.",
  },
  inviteExpired: { title: "Your invitation has expired", advice: "Reload the page, or ask for a new invitation." },
  noService: { title: "Calls are not set up here", advice: "It is not you. Tell whoever runs this page." },
  offline: { title: "The call cannot be reached", advice: "Check your internet connection, then try again." },
  serverTrouble: { title: "The call service has a problem", advice: "It is not you. Wait a moment, then try again." },
  tooMany: { title: "That was a little fast", advice: "Wait a moment, then try again." },
  blockedNetwork: {
    title: "Sound and picture cannot get through",
    advice: "Your network may block calls. Try another network or turn off your VPN.",
  },
  insecurePage: {
    title: "This page is not secure",
    advice: "Calls work on secure pages only. Open this page with https.",
  },
  oldBrowser: { title: "This browser cannot make calls", advice: "Update it, or open the link in another browser." },
  somethingWrong: { title: "Something went wrong", advice: "Try again. If it keeps happening, reload the page." },
};

/** English, the language that the elements fall back to; what the panels say is in a module of its own, which they load. */
export const en = { code: "en", dir: "ltr", terms } as const satisfies Locale;
