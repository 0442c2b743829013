import type { Locale, Terms } from "./locale.js";

const terms: Partial<Terms> = {
  joinTitle: "参加しますか？",
  joinRoom: (room) => `「${room}」に参加します。`,
  yourName: "お名前",
  nameMissing: "ほかの人にわかるように、お名前を入力してください。",
  roomMissing: "このページには、参加する通話が指定されていません。",
  join: "参加",
  joining: "参加しています…",
  preview: "あなたのカメラ",
  cameraIsOff: "カメラはオフです",
  cameraIsStarting: "カメラを起動しています…",
  turnOnDevices: "カメラとマイクをオンにする",

  controls: "通話の操作",
  microphone: "マイク",
  camera: "カメラ",
  turnMicrophoneOn: "マイクをオンにする",
  turnMicrophoneOff: "マイクをオフにする",
  turnCameraOn: "カメラをオンにする",
  turnCameraOff: "カメラをオフにする",
  starting: "起動しています…",
  leave: "退出",
  dismiss: "閉じる",
  microphoneAdvice: {
    blocked: "マイクがブロックされています。アドレスバーで許可してから、もう一度お試しください。",
    missing: "マイクが見つかりません。接続してから、もう一度お試しください。",
    busy: "ほかのアプリがマイクを使用しています。そのアプリを閉じてから、もう一度お試しください。",
    unsuitable: "このマイクはここでは使用できません。別のマイクをお試しください。",
    lost: "マイクの接続が切れました。接続し直してから、もう一度お試しください。",
    insecure: "マイクは安全なページでのみ使用できます。このページを https で開いてください。",
    failed: "マイクを起動できませんでした。もう一度お試しください。",
  },
  cameraAdvice: {
    blocked: "カメラがブロックされています。アドレスバーで許可してから、もう一度お試しください。",
    missing: "カメラが見つかりません。接続してから、もう一度お試しください。",
    busy: "ほかのアプリがカメラを使用しています。そのアプリを閉じてから、もう一度お試しください。",
    unsuitable: "このカメラはここでは使用できません。別のカメラをお試しください。",
    lost: "カメラの接続が切れました。接続し直してから、もう一度お試しください。",
    insecure: "カメラは安全なページでのみ使用できます。このページを https で開いてください。",
    failed: "カメラを起動できませんでした。もう一度お試しください。",
  },
  devicesAdvice: {
    blocked: "マイクとカメラがブロックされています。アドレスバーで許可してから、もう一度お試しください。",
    missing: "マイクもカメラも見つかりません。どちらかを接続してから、もう一度お試しください。",
    insecure: "マイクとカメラは安全なページでのみ使用できます。このページを https で開いてください。",
  },

  people: "通話の参加者",
  you: "あなた",
  selfName: (name) => `${name}（あなた）`,
  guest: "ゲスト",
  muted: "マイクはオフ",
  unmuted: "マイクはオン",
  waitingForVideo: "まもなく映像が表示されます",
  aloneTitle: "ほかの参加者はまだいません",
  turnOnSound: "音声をオンにする",
  connecting: "接続しています…",
  reconnecting: "接続が切れました。通話に戻っています…",
  reconnectingRoom: "再接続しています… 映像と音声はほかの人に届いています。",

  youJoined: "通話に参加しました",
  someoneJoined: (name) => `${name}さんが参加しました`,
  someoneLeft: (name) => `${name}さんが退出しました`,

  leftTitle: "通話から退出しました",
  leftAdvice: "またお会いしましょう。",
  rejoin: "再び参加",
  tryAgain: "もう一度試す",
  back: "戻る",

  invalidRoom: {
    title: "この通話のリンクは正しくありません",
    advice: "リンクを確認するか、新しいリンクをもらってください。",
  },
  invalidName: { title: "その名前は使用できません", advice: "戻って、別の名前を入力してください。" },
  roomNotFound: {
    title: "この通話は存在しません",
    advice: "終了した可能性があります。リンクを確認するか、新しいリンクをもらってください。",
  },
  roomFull: { title: "この通話は満員です", advice: "だれかが退出してから、もう一度お試しください。" },
  removed: {
    title: "通話から退出させられました",
    advice: "間違いと思われる場合は、通話の参加者に確認してください。",
  },
  replaced: {
    title: "通話は別のウィンドウに移りました",
    advice: "別の場所から参加しています。このウィンドウを使うには、再び参加してください。",
  },
  stale: {
    title: "接続が失われました",
    advice: "インターネット接続を確認してから、再び参加してください。",
  },
  notAllowed: {
    title: "この通話に招待されていません",
    advice: "招待してもらってから、もう一度お試しください。",
  },
  notLetIn: {
    title: "通話に入れませんでした",
    advice: "もう一度お試しください。繰り返し起こる場合は、新しい招待をもらってください。",
  },
  inviteExpired: {
    title: "招待の有効期限が切れています",
    advice: "ページを再読み込みするか、新しい招待をもらってください。",
  },
  offline: {
    title: "通話に接続できません",
    advice: "インターネット接続を確認してから、もう一度お試しください。",
  },
  serverTrouble: {
    title: "通話サービスに問題が発生しています",
    advice: "お使いの環境の問題ではありません。しばらく待ってから、もう一度お試しください。",
  },
  tooMany: { title: "操作が少し速すぎました", advice: "しばらく待ってから、もう一度お試しください。" },
  blockedNetwork: {
    title: "音声と映像が届きません",
    advice:
      "ネットワークが通話をブロックしている可能性があります。別のネットワークを試すか、VPN をオフにしてください。",
  },
  insecurePage: {
    title: "このページは安全ではありません",
    advice: "通話は安全なページでのみ利用できます。このページを https で開いてください。",
  },
  oldBrowser: {
    title: "このブラウザーでは通話できません",
    advice: "ブラウザーを更新するか、別のブラウザーでリンクを開いてください。",
  },
  somethingWrong: {
    title: "問題が発生しました",
    advice: "もう一度お試しください。繰り返し起こる場合は、ページを再読み込みしてください。",
  },
};

/** Japanese. */
export const ja = { code: "ja", dir: "ltr", terms } as const satisfies Locale;
