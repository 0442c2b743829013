import type { Locale, Terms } from "./locale.js";

const terms: Partial<Terms> = {
  joinTitle: "Klaar om mee te doen?",
  joinRoom: (room) => `Je gaat meedoen aan ‘${room}’.`,
  yourName: "Je naam",
  nameMissing: "Vul je naam in, zodat anderen weten wie je bent.",
  roomMissing: "Deze pagina vermeldt niet aan welk gesprek je kunt meedoen.",
  join: "Meedoen",
  joining: "Je wordt verbonden…",
  preview: "Je camera",
  cameraIsOff: "Je camera staat uit",
  cameraIsStarting: "Je camera wordt gestart…",
  turnOnDevices: "Camera en microfoon aanzetten",

  controls: "Bediening van het gesprek",
  microphone: "Microfoon",
  camera: "Camera",
  turnMicrophoneOn: "Microfoon aanzetten",
  turnMicrophoneOff: "Microfoon uitzetten",
  turnCameraOn: "Camera aanzetten",
  turnCameraOff: "Camera uitzetten",
  starting: "Wordt gestart…",
  leave: "Verlaten",
  dismiss: "Sluiten",
  microphoneAdvice: {
    blocked: "De microfoon is geblokkeerd. Sta hem toe in de adresbalk en probeer het opnieuw.",
    missing: "Geen microfoon gevonden. Sluit er een aan en probeer het opnieuw.",
    busy: "Een andere app gebruikt je microfoon. Sluit die app en probeer het opnieuw.",
    unsuitable: "Deze microfoon kan hier niet worden gebruikt. Probeer een andere.",
    lost: "Je microfoon is losgekoppeld. Sluit hem weer aan en probeer het opnieuw.",
    insecure: "De microfoon werkt alleen op beveiligde pagina’s. Open deze pagina met https.",
    failed: "Je microfoon is niet gestart. Probeer het opnieuw.",
  },
  cameraAdvice: {
    blocked: "De camera is geblokkeerd. Sta hem toe in de adresbalk en probeer het opnieuw.",
    missing: "Geen camera gevonden. Sluit er een aan en probeer het opnieuw.",
    busy: "Een andere app gebruikt je camera. Sluit die app en probeer het opnieuw.",
    unsuitable: "Deze camera kan hier niet worden gebruikt. Probeer een andere.",
    lost: "Je camera is losgekoppeld. Sluit hem weer aan en probeer het opnieuw.",
    insecure: "De camera werkt alleen op beveiligde pagina’s. Open deze pagina met https.",
    failed: "Je camera is niet gestart. Probeer het opnieuw.",
  },
  devicesAdvice: {
    blocked: "De microfoon en de camera zijn geblokkeerd. Sta ze toe in de adresbalk en probeer het opnieuw.",
    missing: "Geen microfoon of camera gevonden. Sluit er een aan en probeer het opnieuw.",
    insecure: "De microfoon en de camera werken alleen op beveiligde pagina’s. Open deze pagina met https.",
  },

  people: "Mensen in het gesprek",
  you: "Jij",
  selfName: (name) => `${name} (jij)`,
  guest: "Gast",
  muted: "Microfoon uit",
  unmuted: "Microfoon aan",
  waitingForVideo: "Het beeld komt eraan",
  aloneTitle: "Je bent hier als eerste",
  turnOnSound: "Geluid aanzetten",
  connecting: "Verbinden…",
  reconnecting: "De verbinding is weggevallen. Je bent zo weer terug…",
  reconnectingRoom: "Opnieuw verbinden… De anderen kunnen je nog zien en horen.",

  youJoined: "Je doet mee aan het gesprek",
  someoneJoined: (name) => `${name} doet mee`,
  someoneLeft: (name) => `${name} is vertrokken`,

  leftTitle: "Je hebt het gesprek verlaten",
  leftAdvice: "Tot de volgende keer.",
  rejoin: "Weer meedoen",
  tryAgain: "Opnieuw proberen",
  back: "Terug",

  invalidRoom: {
    title: "De link van dit gesprek klopt niet",
    advice: "Controleer de link of vraag om een nieuwe.",
  },
  invalidName: { title: "Die naam kan niet worden gebruikt", advice: "Ga terug en kies een andere." },
  roomNotFound: {
    title: "Dit gesprek bestaat niet",
    advice: "Misschien is het al afgelopen. Controleer de link of vraag om een nieuwe.",
  },
  roomFull: { title: "Dit gesprek is vol", advice: "Wacht tot er iemand weggaat en probeer het opnieuw." },
  removed: {
    title: "Je bent uit het gesprek verwijderd",
    advice: "Was dit een vergissing? Vraag het iemand in het gesprek.",
  },
  replaced: {
    title: "Het gesprek is verplaatst naar een ander venster",
    advice: "Je doet ergens anders mee. Doe weer mee om dit venster te gebruiken.",
  },
  stale: {
    title: "Je verbinding is verbroken",
    advice: "Controleer je internetverbinding en doe weer mee.",
  },
  notAllowed: {
    title: "Je bent niet uitgenodigd voor dit gesprek",
    advice: "Vraag om een uitnodiging en probeer het opnieuw.",
  },
  notLetIn: {
    title: "Je bent niet toegelaten tot het gesprek",
    advice: "Probeer het opnieuw. Gebeurt het weer, vraag dan om een nieuwe uitnodiging.",
  },
  inviteExpired: {
    title: "Je uitnodiging is verlopen",
    advice: "Laad de pagina opnieuw of vraag om een nieuwe uitnodiging.",
  },
  offline: {
    title: "Het gesprek is niet bereikbaar",
    advice: "Controleer je internetverbinding en probeer het opnieuw.",
  },
  serverTrouble: {
    title: "De gespreksdienst heeft een storing",
    advice: "Het ligt niet aan jou. Wacht even en probeer het opnieuw.",
  },
  tooMany: { title: "Dat ging een beetje snel", advice: "Wacht even en probeer het opnieuw." },
  blockedNetwork: {
    title: "Beeld en geluid komen er niet door",
    advice: "Misschien blokkeert je netwerk gesprekken. Probeer een ander netwerk of zet je VPN uit.",
  },
  insecurePage: {
    title: "Deze pagina is niet beveiligd",
    advice: "Gesprekken werken alleen op beveiligde pagina’s. Open deze pagina met https.",
  },
  oldBrowser: {
    title: "Met deze browser kun je niet bellen",
    advice: "Werk hem bij of open de link in een andere.",
  },
  somethingWrong: {
    title: "Er ging iets mis",
    advice: "Probeer het opnieuw. Gebeurt het weer, laad dan de pagina opnieuw.",
  },
};

/** Dutch. */
export const nl = { code: "nl", dir: "ltr", terms } as const satisfies Locale;
