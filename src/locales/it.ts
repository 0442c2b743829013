import type { Locale, Terms } from "./locale.js";

const terms: Partial<Terms> = {
  joinTitle: "Iniziamo?",
  joinRoom: (room) => `Stai per entrare in “${room}”.`,
  yourName: "Il tuo nome",
  nameMissing: "Scrivi il tuo nome, così gli altri sanno chi sei.",
  roomMissing: "Questa pagina non indica a quale chiamata partecipare.",
  join: "Partecipa",
  joining: "Ingresso in corso…",
  preview: "La tua videocamera",
  cameraIsOff: "La tua videocamera è spenta",
  cameraIsStarting: "Avvio della videocamera…",
  turnOnDevices: "Attiva videocamera e microfono",

  controls: "Comandi della chiamata",
  microphone: "Microfono",
  camera: "Videocamera",
  turnMicrophoneOn: "Attiva il microfono",
  turnMicrophoneOff: "Disattiva il microfono",
  turnCameraOn: "Attiva la videocamera",
  turnCameraOff: "Disattiva la videocamera",
  starting: "Avvio…",
  leave: "Esci",
  dismiss: "Chiudi",
  microphoneAdvice: {
    blocked: "Il microfono è bloccato. Consentilo nella barra degli indirizzi, poi riprova.",
    missing: "Nessun microfono trovato. Collegane uno, poi riprova.",
    busy: "Un’altra app sta usando il microfono. Chiudila, poi riprova.",
    unsuitable: "Questo microfono non si può usare qui. Provane un altro.",
    lost: "Il microfono è stato scollegato. Ricollegalo, poi riprova.",
    insecure: "Il microfono funziona solo nelle pagine sicure. Apri questa pagina con https.",
    failed: "Il microfono non si è avviato. Riprova.",
  },
  cameraAdvice: {
    blocked: "La videocamera è bloccata. Consentila nella barra degli indirizzi, poi riprova.",
    missing: "Nessuna videocamera trovata. Collegane una, poi riprova.",
    busy: "Un’altra app sta usando la videocamera. Chiudila, poi riprova.",
    unsuitable: "Questa videocamera non si può usare qui. Provane un’altra.",
    lost: "La videocamera è stata scollegata. Ricollegala, poi riprova.",
    insecure: "La videocamera funziona solo nelle pagine sicure. Apri questa pagina con https.",
    failed: "La videocamera non si è avviata. Riprova.",
  },
  devicesAdvice: {
    blocked: "Microfono e videocamera sono bloccati. Consentili nella barra degli indirizzi, poi riprova.",
    missing: "Nessun microfono e nessuna videocamera trovati. Collega un dispositivo, poi riprova.",
    insecure: "Microfono e videocamera funzionano solo nelle pagine sicure. Apri questa pagina con https.",
  },

  people: "Persone nella chiamata",
  you: "Tu",
  selfName: (name) => `${name} (tu)`,
  guest: "Ospite",
  muted: "Microfono disattivato",
  unmuted: "Microfono attivo",
  waitingForVideo: "L’immagine sta arrivando",
  aloneTitle: "Per ora ci sei solo tu",
  turnOnSound: "Attiva l’audio",
  connecting: "Connessione…",
  reconnecting: "La connessione si è interrotta. Tra un attimo torni nella chiamata…",
  reconnectingRoom: "Riconnessione… Gli altri ti vedono e ti sentono ancora.",

  youJoined: "Ora partecipi alla chiamata",
  someoneJoined: (name) => `${name} partecipa alla chiamata`,
  someoneLeft: (name) => `${name} ha lasciato la chiamata`,

  leftTitle: "Hai lasciato la chiamata",
  leftAdvice: "Alla prossima.",
  rejoin: "Rientra",
  tryAgain: "Riprova",
  back: "Indietro",

  invalidRoom: {
    title: "Il link di questa chiamata non è corretto",
    advice: "Controlla il link o chiedine uno nuovo.",
  },
  invalidName: { title: "Questo nome non si può usare", advice: "Torna indietro e scegline un altro." },
  roomNotFound: {
    title: "Questa chiamata non esiste",
    advice: "Potrebbe essere terminata. Controlla il link o chiedine uno nuovo.",
  },
  roomFull: { title: "Questa chiamata è al completo", advice: "Attendi che qualcuno esca, poi riprova." },
  removed: {
    title: "Ti hanno fatto uscire dalla chiamata",
    advice: "Se è stato un errore, chiedi a qualcuno nella chiamata.",
  },
  replaced: {
    title: "La chiamata è passata a un’altra finestra",
    advice: "Partecipi da un altro posto. Rientra per usare questa finestra.",
  },
  stale: {
    title: "La connessione è andata persa",
    advice: "Controlla la connessione a internet, poi rientra.",
  },
  notAllowed: {
    title: "Non hai un invito per questa chiamata",
    advice: "Chiedi un invito, poi riprova.",
  },
  notLetIn: {
    title: "La chiamata non ti ha fatto entrare",
    advice: "Riprova. Se succede ancora, chiedi un nuovo invito.",
  },
  inviteExpired: { title: "Il tuo invito è scaduto", advice: "Ricarica la pagina o chiedi un nuovo invito." },
  offline: {
    title: "La chiamata non è raggiungibile",
    advice: "Controlla la connessione a internet, poi riprova.",
  },
  serverTrouble: {
    title: "Il servizio di chiamata ha un problema",
    advice: "Non dipende da te. Attendi un momento, poi riprova.",
  },
  tooMany: { title: "Un po’ troppo in fretta", advice: "Attendi un momento, poi riprova." },
  blockedNetwork: {
    title: "Audio e video non riescono a passare",
    advice: "La tua rete potrebbe bloccare le chiamate. Prova un’altra rete o disattiva la VPN.",
  },
  insecurePage: {
    title: "Questa pagina non è sicura",
    advice: "Le chiamate funzionano solo nelle pagine sicure. Apri questa pagina con https.",
  },
  oldBrowser: {
    title: "Questo browser non può fare chiamate",
    advice: "Aggiornalo o apri il link in un altro.",
  },
  somethingWrong: {
    title: "Qualcosa è andato storto",
    advice: "Riprova. Se succede ancora, ricarica la pagina.",
  },
};

/** Italian. */
export const it = { code: "it", dir: "ltr", terms } as const satisfies Locale;
