import type { Locale, Terms } from "./locale.js";

const terms: Partial<Terms> = {
  joinTitle: "Katılmaya hazır mısınız?",
  joinRoom: (room) => `“${room}” görüşmesine katılmak üzeresiniz.`,
  yourName: "Adınız",
  nameMissing: "Başkalarının sizi tanıması için adınızı yazın.",
  roomMissing: "Bu sayfa hangi görüşmeye katılacağınızı belirtmiyor.",
  join: "Katıl",
  joining: "Katılıyorsunuz…",
  preview: "Kameranız",
  cameraIsOff: "Kameranız kapalı",
  cameraIsStarting: "Kameranız açılıyor…",
  turnOnDevices: "Kamerayı ve mikrofonu aç",

  controls: "Görüşme denetimleri",
  microphone: "Mikrofon",
  camera: "Kamera",
  turnMicrophoneOn: "Mikrofonu aç",
  turnMicrophoneOff: "Mikrofonu kapat",
  turnCameraOn: "Kamerayı aç",
  turnCameraOff: "Kamerayı kapat",
  starting: "Açılıyor…",
  leave: "Ayrıl",
  dismiss: "Kapat",
  microphoneAdvice: {
    blocked: "Mikrofon engellenmiş. Adres çubuğundan izin verip yeniden deneyin.",
    missing: "Mikrofon bulunamadı. Bir mikrofon bağlayıp yeniden deneyin.",
    busy: "Mikrofonunuzu başka bir uygulama kullanıyor. Onu kapatıp yeniden deneyin.",
    unsuitable: "Bu mikrofon burada kullanılamıyor. Başka birini deneyin.",
    lost: "Mikrofonunuzun bağlantısı kesildi. Yeniden takıp tekrar deneyin.",
    insecure: "Mikrofon yalnızca güvenli sayfalarda çalışır. Bu sayfayı https ile açın.",
    failed: "Mikrofonunuz açılmadı. Yeniden deneyin.",
  },
  cameraAdvice: {
    blocked: "Kamera engellenmiş. Adres çubuğundan izin verip yeniden deneyin.",
    missing: "Kamera bulunamadı. Bir kamera bağlayıp yeniden deneyin.",
    busy: "Kameranızı başka bir uygulama kullanıyor. Onu kapatıp yeniden deneyin.",
    unsuitable: "Bu kamera burada kullanılamıyor. Başka birini deneyin.",
    lost: "Kameranızın bağlantısı kesildi. Yeniden takıp tekrar deneyin.",
    insecure: "Kamera yalnızca güvenli sayfalarda çalışır. Bu sayfayı https ile açın.",
    failed: "Kameranız açılmadı. Yeniden deneyin.",
  },
  devicesAdvice: {
    blocked: "Mikrofon ve kamera engellenmiş. Adres çubuğundan izin verip yeniden deneyin.",
    missing: "Mikrofon veya kamera bulunamadı. Birini bağlayıp yeniden deneyin.",
    insecure: "Mikrofon ve kamera yalnızca güvenli sayfalarda çalışır. Bu sayfayı https ile açın.",
  },

  people: "Görüşmedeki kişiler",
  you: "Siz",
  selfName: (name) => `${name} (siz)`,
  guest: "Misafir",
  muted: "Mikrofon kapalı",
  unmuted: "Mikrofon açık",
  waitingForVideo: "Görüntü birazdan gelecek",
  aloneTitle: "Buraya ilk gelen sizsiniz",
  turnOnSound: "Sesi aç",
  connecting: "Bağlanıyor…",
  reconnecting: "Bağlantınız koptu. Görüşmeye geri dönüyorsunuz…",
  reconnectingRoom: "Yeniden bağlanıyor… Diğerleri sizi görmeye ve duymaya devam ediyor.",

  youJoined: "Görüşmeye katıldınız",
  someoneJoined: (name) => `${name} katıldı`,
  someoneLeft: (name) => `${name} ayrıldı`,

  leftTitle: "Görüşmeden ayrıldınız",
  leftAdvice: "Görüşmek üzere.",
  rejoin: "Yeniden katıl",
  tryAgain: "Yeniden dene",
  back: "Geri",

  invalidRoom: {
    title: "Bu görüşmenin bağlantısı doğru değil",
    advice: "Bağlantıyı denetleyin veya yenisini isteyin.",
  },
  invalidName: { title: "Bu ad kullanılamıyor", advice: "Geri dönüp başka bir ad seçin." },
  roomNotFound: {
    title: "Böyle bir görüşme yok",
    advice: "Bitmiş olabilir. Bağlantıyı denetleyin veya yenisini isteyin.",
  },
  roomFull: { title: "Bu görüşme dolu", advice: "Birinin ayrılmasını bekleyip yeniden deneyin." },
  removed: {
    title: "Görüşmeden çıkarıldınız",
    advice: "Bir yanlışlık olduysa görüşmedeki birine sorun.",
  },
  replaced: {
    title: "Görüşme başka bir pencereye geçti",
    advice: "Başka bir yerden katıldınız. Bu pencereyi kullanmak için yeniden katılın.",
  },
  stale: {
    title: "Bağlantınız kesildi",
    advice: "İnternet bağlantınızı denetleyip yeniden katılın.",
  },
  notAllowed: {
    title: "Bu görüşmeye davetli değilsiniz",
    advice: "Davet isteyip yeniden deneyin.",
  },
  notLetIn: {
    title: "Görüşmeye alınmadınız",
    advice: "Yeniden deneyin. Tekrar olursa yeni bir davet isteyin.",
  },
  inviteExpired: {
    title: "Davetinizin süresi doldu",
    advice: "Sayfayı yenileyin veya yeni bir davet isteyin.",
  },
  offline: {
    title: "Görüşmeye ulaşılamıyor",
    advice: "İnternet bağlantınızı denetleyip yeniden deneyin.",
  },
  serverTrouble: {
    title: "Görüşme hizmetinde bir sorun var",
    advice: "Sorun sizde değil. Biraz bekleyip yeniden deneyin.",
  },
  tooMany: { title: "Biraz fazla hızlı oldu", advice: "Biraz bekleyip yeniden deneyin." },
  blockedNetwork: {
    title: "Ses ve görüntü geçemiyor",
    advice: "Ağınız görüşmeleri engelliyor olabilir. Başka bir ağ deneyin veya VPN’inizi kapatın.",
  },
  insecurePage: {
    title: "Bu sayfa güvenli değil",
    advice: "Görüşmeler yalnızca güvenli sayfalarda çalışır. Bu sayfayı https ile açın.",
  },
  oldBrowser: {
    title: "Bu tarayıcı görüşme yapamıyor",
    advice: "Tarayıcıyı güncelleyin veya bağlantıyı başka birinde açın.",
  },
  somethingWrong: {
    title: "Bir şeyler ters gitti",
    advice: "Yeniden deneyin. Tekrar olursa sayfayı yenileyin.",
  },
};

/** Turkish. */
export const tr = { code: "tr", dir: "ltr", terms } as const satisfies Locale;
