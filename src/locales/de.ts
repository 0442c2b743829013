import type { Locale, Terms } from "./locale.js";

const terms: Partial<Terms> = {
  joinTitle: "Bereit?",
  joinRoom: (room) => `Gleich geht es in den Raum „${room}“.`,
  yourName: "Dein Name",
  nameMissing: "Trag deinen Namen ein, damit andere dich erkennen.",
  roomMissing: "Diese Seite sagt nicht, an welchem Anruf du teilnehmen möchtest.",
  join: "Teilnehmen",
  joining: "Verbindung wird aufgebaut …",
  preview: "Deine Kamera",
  cameraIsOff: "Deine Kamera ist aus",
  cameraIsStarting: "Deine Kamera startet …",
  turnOnDevices: "Kamera und Mikrofon einschalten",

  controls: "Steuerung des Anrufs",
  microphone: "Mikrofon",
  camera: "Kamera",
  turnMicrophoneOn: "Mikrofon einschalten",
  turnMicrophoneOff: "Mikrofon ausschalten",
  turnCameraOn: "Kamera einschalten",
  turnCameraOff: "Kamera ausschalten",
  starting: "Startet …",
  leave: "Verlassen",
  dismiss: "Schließen",
  microphoneAdvice: {
    blocked: "Das Mikrofon ist blockiert. Erlaube es in der Adressleiste und versuch es noch einmal.",
    missing: "Kein Mikrofon gefunden. Schließ eines an und versuch es noch einmal.",
    busy: "Eine andere App benutzt dein Mikrofon. Beende sie und versuch es noch einmal.",
    unsuitable: "Dieses Mikrofon lässt sich hier nicht verwenden. Versuch es mit einem anderen.",
    lost: "Dein Mikrofon wurde getrennt. Schließ es wieder an und versuch es noch einmal.",
    insecure: "Das Mikrofon funktioniert nur auf sicheren Seiten. Öffne diese Seite mit https.",
    failed: "Dein Mikrofon ist nicht gestartet. Versuch es noch einmal.",
  },
  cameraAdvice: {
    blocked: "Die Kamera ist blockiert. Erlaube sie in der Adressleiste und versuch es noch einmal.",
    missing: "Keine Kamera gefunden. Schließ eine an und versuch es noch einmal.",
    busy: "Eine andere App benutzt deine Kamera. Beende sie und versuch es noch einmal.",
    unsuitable: "Diese Kamera lässt sich hier nicht verwenden. Versuch es mit einer anderen.",
    lost: "Deine Kamera wurde getrennt. Schließ sie wieder an und versuch es noch einmal.",
    insecure: "Die Kamera funktioniert nur auf sicheren Seiten. Öffne diese Seite mit https.",
    failed: "Deine Kamera ist nicht gestartet. Versuch es noch einmal.",
  },
  devicesAdvice: {
    blocked: "Mikrofon und Kamera sind blockiert. Erlaube sie in der Adressleiste und versuch es noch einmal.",
    missing: "Weder Mikrofon noch Kamera gefunden. Schließ etwas davon an und versuch es noch einmal.",
    insecure: "Mikrofon und Kamera funktionieren nur auf sicheren Seiten. Öffne diese Seite mit https.",
  },

  people: "Personen im Anruf",
  you: "Du",
  selfName: (name) => `${name} (du)`,
  guest: "Gast",
  muted: "Mikrofon aus",
  unmuted: "Mikrofon an",
  waitingForVideo: "Das Bild kommt gleich",
  aloneTitle: "Noch ist niemand sonst da",
  turnOnSound: "Ton einschalten",
  connecting: "Verbindung wird aufgebaut …",
  reconnecting: "Die Verbindung ist abgebrochen. Du bist gleich wieder dabei …",
  reconnectingRoom: "Verbindung wird wiederhergestellt … Die anderen sehen und hören dich weiterhin.",

  youJoined: "Du nimmst am Anruf teil",
  someoneJoined: (name) => `${name} ist dazugekommen`,
  someoneLeft: (name) => `${name} ist gegangen`,

  leftTitle: "Du hast den Anruf verlassen",
  leftAdvice: "Bis zum nächsten Mal.",
  rejoin: "Wieder teilnehmen",
  tryAgain: "Noch einmal versuchen",
  back: "Zurück",

  invalidRoom: { title: "Der Link zu diesem Anruf stimmt nicht", advice: "Prüf den Link oder bitte um einen neuen." },
  invalidName: { title: "Dieser Name geht leider nicht", advice: "Geh zurück und wähl einen anderen." },
  roomNotFound: {
    title: "Diesen Anruf gibt es nicht",
    advice: "Vielleicht ist er schon vorbei. Prüf den Link oder bitte um einen neuen.",
  },
  roomFull: { title: "Dieser Anruf ist voll", advice: "Warte, bis jemand geht, und versuch es noch einmal." },
  removed: { title: "Du wurdest aus dem Anruf entfernt", advice: "War das ein Versehen? Frag jemanden aus dem Anruf." },
  replaced: {
    title: "Der Anruf läuft jetzt in einem anderen Fenster",
    advice: "Nimm wieder teil, um dieses Fenster zu benutzen.",
  },
  stale: {
    title: "Deine Verbindung ist abgebrochen",
    advice: "Prüf deine Internetverbindung und nimm dann wieder teil.",
  },
  notAllowed: {
    title: "Du bist zu diesem Anruf nicht eingeladen",
    advice: "Bitte um eine Einladung und versuch es noch einmal.",
  },
  notLetIn: {
    title: "Der Anruf hat dich nicht hereingelassen",
    advice: "Versuch es noch einmal. Wenn es wieder passiert, bitte um eine neue Einladung.",
  },
  inviteExpired: { title: "Deine Einladung ist abgelaufen", advice: "Lade die Seite neu oder bitte um eine neue." },
  offline: {
    title: "Der Anruf ist nicht erreichbar",
    advice: "Prüf deine Internetverbindung und versuch es noch einmal.",
  },
  serverTrouble: {
    title: "Der Anrufdienst hat ein Problem",
    advice: "Es liegt nicht an dir. Warte kurz und versuch es noch einmal.",
  },
  tooMany: { title: "Das ging etwas zu schnell", advice: "Warte kurz und versuch es noch einmal." },
  blockedNetwork: {
    title: "Bild und Ton kommen nicht durch",
    advice: "Dein Netzwerk blockiert vielleicht Anrufe. Versuch ein anderes oder schalte dein VPN aus.",
  },
  insecurePage: {
    title: "Diese Seite ist nicht sicher",
    advice: "Anrufe funktionieren nur auf sicheren Seiten. Öffne diese Seite mit https.",
  },
  oldBrowser: {
    title: "Dieser Browser kann nicht anrufen",
    advice: "Aktualisiere ihn oder öffne den Link in einem anderen.",
  },
  somethingWrong: {
    title: "Etwas ist schiefgegangen",
    advice: "Versuch es noch einmal. Wenn es wieder passiert, lade die Seite neu.",
  },
};

/** German. */
export const de = { code: "de", dir: "ltr", terms } as const satisfies Locale;
