import type { Locale, Terms } from "./locale.js";

const terms: Partial<Terms> = {
  joinTitle: "¿Empezamos?",
  joinRoom: (room) => `Vas a unirte a «${room}».`,
  yourName: "Tu nombre",
  nameMissing: "Escribe tu nombre para que los demás sepan quién eres.",
  roomMissing: "Esta página no indica a qué llamada unirse.",
  join: "Unirse",
  joining: "Entrando en la llamada…",
  preview: "Tu cámara",
  cameraIsOff: "Tu cámara está apagada",
  cameraIsStarting: "Encendiendo tu cámara…",
  turnOnDevices: "Activar cámara y micrófono",

  controls: "Controles de la llamada",
  microphone: "Micrófono",
  camera: "Cámara",
  turnMicrophoneOn: "Activar el micrófono",
  turnMicrophoneOff: "Silenciar el micrófono",
  turnCameraOn: "Activar la cámara",
  turnCameraOff: "Apagar la cámara",
  starting: "Iniciando…",
  leave: "Salir",
  dismiss: "Cerrar",
  microphoneAdvice: {
    blocked: "El micrófono está bloqueado. Permítelo en la barra de direcciones e inténtalo de nuevo.",
    missing: "No se encontró ningún micrófono. Conecta uno e inténtalo de nuevo.",
    busy: "Otra aplicación está usando tu micrófono. Ciérrala e inténtalo de nuevo.",
    unsuitable: "Este micrófono no se puede usar aquí. Prueba con otro.",
    lost: "Tu micrófono se desconectó. Vuelve a conectarlo e inténtalo de nuevo.",
    insecure: "El micrófono solo funciona en páginas seguras. Abre esta página con https.",
    failed: "Tu micrófono no se inició. Inténtalo de nuevo.",
  },
  cameraAdvice: {
    blocked: "La cámara está bloqueada. Permítela en la barra de direcciones e inténtalo de nuevo.",
    missing: "No se encontró ninguna cámara. Conecta una e inténtalo de nuevo.",
    busy: "Otra aplicación está usando tu cámara. Ciérrala e inténtalo de nuevo.",
    unsuitable: "Esta cámara no se puede usar aquí. Prueba con otra.",
    lost: "Tu cámara se desconectó. Vuelve a conectarla e inténtalo de nuevo.",
    insecure: "La cámara solo funciona en páginas seguras. Abre esta página con https.",
    failed: "Tu cámara no se inició. Inténtalo de nuevo.",
  },
  devicesAdvice: {
    blocked: "El micrófono y la cámara están bloqueados. Permítelos en la barra de direcciones e inténtalo de nuevo.",
    missing: "No se encontró micrófono ni cámara. Conecta uno de ellos e inténtalo de nuevo.",
    insecure: "El micrófono y la cámara solo funcionan en páginas seguras. Abre esta página con https.",
  },

  people: "Personas en la llamada",
  you: "Tú",
  selfName: (name) => `${name} (tú)`,
  guest: "Sin nombre",
  muted: "Micrófono desactivado",
  unmuted: "Micrófono activado",
  waitingForVideo: "La imagen está en camino",
  aloneTitle: "Eres la primera persona aquí",
  turnOnSound: "Activar el sonido",
  connecting: "Conectando…",
  reconnecting: "Se cortó la conexión. Enseguida vuelves a la llamada…",
  reconnectingRoom: "Reconectando… Los demás te siguen viendo y oyendo.",

  youJoined: "Ya estás en la llamada",
  someoneJoined: (name) => `${name} se unió a la llamada`,
  someoneLeft: (name) => `${name} salió de la llamada`,

  leftTitle: "Saliste de la llamada",
  leftAdvice: "Hasta la próxima.",
  rejoin: "Volver a la llamada",
  tryAgain: "Intentar de nuevo",
  back: "Atrás",

  invalidRoom: {
    title: "El enlace de esta llamada no es correcto",
    advice: "Comprueba el enlace o pide uno nuevo.",
  },
  invalidName: { title: "Ese nombre no se puede usar", advice: "Vuelve atrás y elige otro." },
  roomNotFound: {
    title: "Esta llamada no existe",
    advice: "Puede que haya terminado. Comprueba el enlace o pide uno nuevo.",
  },
  roomFull: { title: "Esta llamada está completa", advice: "Espera a que alguien salga e inténtalo de nuevo." },
  removed: {
    title: "Te sacaron de la llamada",
    advice: "Si fue un error, pregunta a alguien de la llamada.",
  },
  replaced: {
    title: "La llamada pasó a otra ventana",
    advice: "Te uniste desde otro lugar. Vuelve a la llamada para usar esta ventana.",
  },
  stale: {
    title: "Se perdió tu conexión",
    advice: "Comprueba tu conexión a internet y vuelve a la llamada.",
  },
  notAllowed: {
    title: "No tienes invitación para esta llamada",
    advice: "Pide una invitación e inténtalo de nuevo.",
  },
  notLetIn: {
    title: "La llamada no te dejó entrar",
    advice: "Inténtalo de nuevo. Si sigue pasando, pide una nueva invitación.",
  },
  inviteExpired: { title: "Tu invitación caducó", advice: "Recarga la página o pide una nueva invitación." },
  offline: {
    title: "No se puede acceder a la llamada",
    advice: "Comprueba tu conexión a internet e inténtalo de nuevo.",
  },
  serverTrouble: {
    title: "El servicio de llamadas tiene un problema",
    advice: "No es cosa tuya. Espera un momento e inténtalo de nuevo.",
  },
  tooMany: { title: "Eso fue demasiado rápido", advice: "Espera un momento e inténtalo de nuevo." },
  blockedNetwork: {
    title: "El sonido y la imagen no llegan",
    advice: "Puede que tu red bloquee las llamadas. Prueba con otra red o desactiva tu VPN.",
  },
  insecurePage: {
    title: "Esta página no es segura",
    advice: "Las llamadas solo funcionan en páginas seguras. Abre esta página con https.",
  },
  oldBrowser: {
    title: "Este navegador no permite hacer llamadas",
    advice: "Actualízalo o abre el enlace en otro.",
  },
  somethingWrong: { title: "Algo salió mal", advice: "Inténtalo de nuevo. Si sigue pasando, recarga la página." },
};

/** Spanish. */
export const es = { code: "es", dir: "ltr", terms } as const satisfies Locale;
