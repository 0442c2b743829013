import type { Locale, Terms } from "./locale.js";

const terms: Partial<Terms> = {
  joinTitle: "Vamos entrar?",
  joinRoom: (room) => `Você está prestes a entrar em “${room}”.`,
  yourName: "Seu nome",
  nameMissing: "Informe seu nome para que os outros saibam quem você é.",
  roomMissing: "Esta página não informa em qual chamada entrar.",
  join: "Entrar",
  joining: "Entrando…",
  preview: "Sua câmera",
  cameraIsOff: "Sua câmera está desligada",
  cameraIsStarting: "Ligando sua câmera…",
  turnOnDevices: "Ligar câmera e microfone",

  controls: "Controles da chamada",
  microphone: "Microfone",
  camera: "Câmera",
  turnMicrophoneOn: "Ligar o microfone",
  turnMicrophoneOff: "Desligar o microfone",
  turnCameraOn: "Ligar a câmera",
  turnCameraOff: "Desligar a câmera",
  starting: "Iniciando…",
  leave: "Sair",
  dismiss: "Fechar",
  microphoneAdvice: {
    blocked: "O microfone está bloqueado. Permita-o na barra de endereço e tente novamente.",
    missing: "Nenhum microfone encontrado. Conecte um e tente novamente.",
    busy: "Outro aplicativo está usando seu microfone. Feche-o e tente novamente.",
    unsuitable: "Este microfone não pode ser usado aqui. Tente outro.",
    lost: "Seu microfone foi desconectado. Conecte-o de novo e tente novamente.",
    insecure: "O microfone só funciona em páginas seguras. Abra esta página com https.",
    failed: "Seu microfone não ligou. Tente novamente.",
  },
  cameraAdvice: {
    blocked: "A câmera está bloqueada. Permita-a na barra de endereço e tente novamente.",
    missing: "Nenhuma câmera encontrada. Conecte uma e tente novamente.",
    busy: "Outro aplicativo está usando sua câmera. Feche-o e tente novamente.",
    unsuitable: "Esta câmera não pode ser usada aqui. Tente outra.",
    lost: "Sua câmera foi desconectada. Conecte-a de novo e tente novamente.",
    insecure: "A câmera só funciona em páginas seguras. Abra esta página com https.",
    failed: "Sua câmera não ligou. Tente novamente.",
  },
  devicesAdvice: {
    blocked: "O microfone e a câmera estão bloqueados. Permita-os na barra de endereço e tente novamente.",
    missing: "Nenhum microfone nem câmera encontrados. Conecte um deles e tente novamente.",
    insecure: "O microfone e a câmera só funcionam em páginas seguras. Abra esta página com https.",
  },

  people: "Pessoas na chamada",
  you: "Você",
  selfName: (name) => `${name} (você)`,
  guest: "Sem nome",
  muted: "Microfone desligado",
  unmuted: "Microfone ligado",
  waitingForVideo: "A imagem está a caminho",
  aloneTitle: "Você é a primeira pessoa aqui",
  turnOnSound: "Ligar o som",
  connecting: "Conectando…",
  reconnecting: "Sua conexão caiu. Trazendo você de volta…",
  reconnectingRoom: "Reconectando… As pessoas ainda veem e ouvem você.",

  youJoined: "Você entrou na chamada",
  someoneJoined: (name) => `${name} entrou na chamada`,
  someoneLeft: (name) => `${name} saiu da chamada`,

  leftTitle: "Você saiu da chamada",
  leftAdvice: "Até a próxima.",
  rejoin: "Entrar de novo",
  tryAgain: "Tentar novamente",
  back: "Voltar",

  invalidRoom: { title: "O link desta chamada não está certo", advice: "Confira o link ou peça um novo." },
  invalidName: { title: "Esse nome não pode ser usado", advice: "Volte e escolha outro." },
  roomNotFound: {
    title: "Esta chamada não existe",
    advice: "Talvez ela já tenha terminado. Confira o link ou peça um novo.",
  },
  roomFull: { title: "Esta chamada está cheia", advice: "Espere alguém sair e tente novamente." },
  removed: {
    title: "Tiraram você da chamada",
    advice: "Se foi um engano, fale com alguém da chamada.",
  },
  replaced: {
    title: "A chamada passou para outra janela",
    advice: "Você entrou de outro lugar. Entre de novo para usar esta janela.",
  },
  stale: { title: "Sua conexão foi perdida", advice: "Verifique sua conexão com a internet e entre de novo." },
  notAllowed: {
    title: "Você não tem convite para esta chamada",
    advice: "Peça um convite e tente novamente.",
  },
  notLetIn: {
    title: "A chamada não deixou você entrar",
    advice: "Tente novamente. Se continuar acontecendo, peça um novo convite.",
  },
  inviteExpired: { title: "Seu convite expirou", advice: "Recarregue a página ou peça um novo convite." },
  offline: {
    title: "Não foi possível acessar a chamada",
    advice: "Verifique sua conexão com a internet e tente novamente.",
  },
  serverTrouble: {
    title: "O serviço de chamadas está com um problema",
    advice: "Não é com você. Espere um momento e tente novamente.",
  },
  tooMany: { title: "Isso foi um pouco rápido demais", advice: "Espere um momento e tente novamente." },
  blockedNetwork: {
    title: "O som e a imagem não conseguem passar",
    advice: "Sua rede pode estar bloqueando chamadas. Tente outra rede ou desligue sua VPN.",
  },
  insecurePage: {
    title: "Esta página não é segura",
    advice: "As chamadas só funcionam em páginas seguras. Abra esta página com https.",
  },
  oldBrowser: {
    title: "Este navegador não consegue fazer chamadas",
    advice: "Atualize-o ou abra o link em outro.",
  },
  somethingWrong: {
    title: "Algo deu errado",
    advice: "Tente novamente. Se continuar acontecendo, recarregue a página.",
  },
};

/** Portuguese, as it is spoken in Brazil. */
export const pt = { code: "pt", dir: "ltr", terms } as const satisfies Locale;
