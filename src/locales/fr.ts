import type { Locale, Terms } from "./locale.js";

const terms: Partial<Terms> = {
  joinTitle: "On y va\u202f?",
  joinRoom: (room) => `Vous allez rejoindre «\u00a0${room}\u00a0».`,
  yourName: "Votre nom",
  nameMissing: "Indiquez votre nom pour que les autres vous reconnaissent.",
  roomMissing: "Cette page n’indique pas quel appel rejoindre.",
  join: "Rejoindre",
  joining: "Connexion à l’appel…",
  preview: "Votre caméra",
  cameraIsOff: "Votre caméra est désactivée",
  cameraIsStarting: "Votre caméra démarre…",
  turnOnDevices: "Activer la caméra et le micro",

  controls: "Commandes de l’appel",
  microphone: "Micro",
  camera: "Caméra",
  turnMicrophoneOn: "Activer le micro",
  turnMicrophoneOff: "Couper le micro",
  turnCameraOn: "Activer la caméra",
  turnCameraOff: "Désactiver la caméra",
  starting: "Démarrage…",
  leave: "Quitter",
  dismiss: "Fermer",
  microphoneAdvice: {
    blocked: "Le micro est bloqué. Autorisez-le dans la barre d’adresse, puis réessayez.",
    missing: "Aucun micro trouvé. Branchez-en un, puis réessayez.",
    busy: "Une autre application utilise votre micro. Fermez-la, puis réessayez.",
    unsuitable: "Ce micro ne peut pas être utilisé ici. Essayez-en un autre.",
    lost: "Votre micro a été débranché. Rebranchez-le, puis réessayez.",
    insecure: "Le micro ne fonctionne que sur les pages sécurisées. Ouvrez cette page en https.",
    failed: "Votre micro n’a pas démarré. Réessayez.",
  },
  cameraAdvice: {
    blocked: "La caméra est bloquée. Autorisez-la dans la barre d’adresse, puis réessayez.",
    missing: "Aucune caméra trouvée. Branchez-en une, puis réessayez.",
    busy: "Une autre application utilise votre caméra. Fermez-la, puis réessayez.",
    unsuitable: "Cette caméra ne peut pas être utilisée ici. Essayez-en une autre.",
    lost: "Votre caméra a été débranchée. Rebranchez-la, puis réessayez.",
    insecure: "La caméra ne fonctionne que sur les pages sécurisées. Ouvrez cette page en https.",
    failed: "Votre caméra n’a pas démarré. Réessayez.",
  },
  devicesAdvice: {
    blocked: "Le micro et la caméra sont bloqués. Autorisez-les dans la barre d’adresse, puis réessayez.",
    missing: "Aucun micro ni caméra trouvés. Branchez un appareil, puis réessayez.",
    insecure: "Le micro et la caméra ne fonctionnent que sur les pages sécurisées. Ouvrez cette page en https.",
  },

  people: "Personnes dans l’appel",
  you: "Vous",
  selfName: (name) => `${name} (vous)`,
  guest: "Sans nom",
  muted: "Micro coupé",
  unmuted: "Micro activé",
  waitingForVideo: "L’image arrive",
  aloneTitle: "Il n’y a encore que vous",
  turnOnSound: "Activer le son",
  connecting: "Connexion…",
  reconnecting: "La connexion est interrompue. Vous serez de retour dans un instant…",
  reconnectingRoom: "Reconnexion… Les autres vous voient et vous entendent toujours.",

  youJoined: "Vous êtes dans l’appel",
  someoneJoined: (name) => `${name} a rejoint l’appel`,
  someoneLeft: (name) => `${name} a quitté l’appel`,

  leftTitle: "Vous avez quitté l’appel",
  leftAdvice: "À la prochaine.",
  rejoin: "Revenir dans l’appel",
  tryAgain: "Réessayer",
  back: "Retour",

  invalidRoom: {
    title: "Le lien de cet appel n’est pas valable",
    advice: "Vérifiez le lien ou demandez-en un nouveau.",
  },
  invalidName: { title: "Ce nom ne peut pas être utilisé", advice: "Revenez en arrière et choisissez-en un autre." },
  roomNotFound: {
    title: "Cet appel n’existe pas",
    advice: "Il est peut-être terminé. Vérifiez le lien ou demandez-en un nouveau.",
  },
  roomFull: { title: "Cet appel est complet", advice: "Attendez que quelqu’un parte, puis réessayez." },
  removed: {
    title: "On vous a fait sortir de l’appel",
    advice: "Si c’est une erreur, adressez-vous à une personne de l’appel.",
  },
  replaced: {
    title: "L’appel continue dans une autre fenêtre",
    advice: "Vous l’avez rejoint depuis un autre endroit. Revenez dans l’appel pour utiliser cette fenêtre.",
  },
  stale: {
    title: "Votre connexion a été perdue",
    advice: "Vérifiez votre connexion internet, puis revenez dans l’appel.",
  },
  notAllowed: {
    title: "Vous n’avez pas d’invitation pour cet appel",
    advice: "Demandez une invitation, puis réessayez.",
  },
  notLetIn: {
    title: "L’accès à l’appel vous a été refusé",
    advice: "Réessayez. Si cela se reproduit, demandez une nouvelle invitation.",
  },
  inviteExpired: {
    title: "Votre invitation a expiré",
    advice: "Rechargez la page ou demandez une nouvelle invitation.",
  },
  offline: { title: "L’appel est injoignable", advice: "Vérifiez votre connexion internet, puis réessayez." },
  serverTrouble: {
    title: "Le service d’appel a un problème",
    advice: "Cela ne vient pas de vous. Patientez un instant, puis réessayez.",
  },
  tooMany: { title: "C’était un peu rapide", advice: "Patientez un instant, puis réessayez." },
  blockedNetwork: {
    title: "Le son et l’image ne passent pas",
    advice: "Votre réseau bloque peut-être les appels. Essayez un autre réseau ou désactivez votre VPN.",
  },
  insecurePage: {
    title: "Cette page n’est pas sécurisée",
    advice: "Les appels ne fonctionnent que sur les pages sécurisées. Ouvrez cette page en https.",
  },
  oldBrowser: {
    title: "Ce navigateur ne permet pas de passer des appels",
    advice: "Mettez-le à jour ou ouvrez le lien dans un autre.",
  },
  somethingWrong: {
    title: "Un problème est survenu",
    advice: "Réessayez. Si cela se reproduit, rechargez la page.",
  },
};

/** French. */
export const fr = { code: "fr", dir: "ltr", terms } as const satisfies Locale;
