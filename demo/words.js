/** What the demo's bar says, in every language of the kit. */

const KEYS = [
  "call",
  "scriptTag",
  "ownLayout",
  "headless",
  "whiteboard",
  "agenda",
  "guest",
  "pages",
  "invite",
  "copied",
  "fill",
  "clear",
  "filling",
  "code",
  "theme",
  "language",
  "copy",
  "close",
];

const LINES = {
  en: "A whole call|Script tag|Your layout|Headless|Whiteboard|Agenda|Guest|Ways to use it|Invite|Link copied|Fill the room|Send them home|They are coming…|Code|Light or dark|Language|Copy|Close",
  ar: "مكالمة كاملة|وسم برمجي|تخطيطك|بلا واجهة|سبورة|جدول أعمال|ضيف|طرق الاستخدام|دعوة|نُسخ الرابط|املأ الغرفة|أعدهم إلى بيوتهم|إنهم قادمون…|الشيفرة|فاتح أو داكن|اللغة|نسخ|إغلاق",
  de: "Ein ganzer Anruf|Script-Tag|Dein Layout|Ohne Oberfläche|Whiteboard|Agenda|Gast|Was man damit macht|Einladen|Link kopiert|Raum füllen|Alle nach Hause|Sie kommen…|Code|Hell oder dunkel|Sprache|Kopieren|Schließen",
  es: "Una llamada completa|Etiqueta script|Tu diseño|Sin interfaz|Pizarra|Agenda|Invitado|Formas de usarlo|Invitar|Enlace copiado|Llenar la sala|Mandarlos a casa|Ya vienen…|Código|Claro u oscuro|Idioma|Copiar|Cerrar",
  fr: "Un appel complet|Balise script|Votre mise en page|Sans interface|Tableau blanc|Ordre du jour|Invité|Façons de l’utiliser|Inviter|Lien copié|Remplir la salle|Les renvoyer|Ils arrivent…|Code|Clair ou sombre|Langue|Copier|Fermer",
  hi: "पूरी कॉल|स्क्रिप्ट टैग|आपका लेआउट|बिना इंटरफ़ेस|व्हाइटबोर्ड|कार्यसूची|मेहमान|इस्तेमाल के तरीके|आमंत्रित करें|लिंक कॉपी हुआ|कमरा भरें|सबको विदा करें|वे आ रहे हैं…|कोड|हल्का या गहरा|भाषा|कॉपी करें|बंद करें",
  it: "Una chiamata intera|Tag script|Il tuo layout|Senza interfaccia|Lavagna|Agenda|Ospite|Modi di usarlo|Invita|Link copiato|Riempi la stanza|Mandali a casa|Stanno arrivando…|Codice|Chiaro o scuro|Lingua|Copia|Chiudi",
  ja: "通話まるごと|スクリプトタグ|独自レイアウト|UI なし|ホワイトボード|議題|ゲスト|使い方|招待|リンクをコピーしました|部屋を満員にする|全員を帰す|参加中…|コード|ライト／ダーク|言語|コピー|閉じる",
  nl: "Een heel gesprek|Scripttag|Je eigen indeling|Zonder interface|Whiteboard|Agenda|Gast|Manieren van gebruik|Uitnodigen|Link gekopieerd|Vul de kamer|Stuur ze naar huis|Ze komen eraan…|Code|Licht of donker|Taal|Kopiëren|Sluiten",
  pl: "Cała rozmowa|Znacznik script|Twój układ|Bez interfejsu|Tablica|Plan spotkania|Gość|Sposoby użycia|Zaproś|Skopiowano link|Zapełnij pokój|Odeślij ich do domu|Już idą…|Kod|Jasny lub ciemny|Język|Kopiuj|Zamknij",
  pt: "Uma chamada completa|Tag de script|O seu layout|Sem interface|Quadro branco|Pauta|Convidado|Formas de usar|Convidar|Link copiado|Encher a sala|Mandar para casa|Estão chegando…|Código|Claro ou escuro|Idioma|Copiar|Fechar",
  tr: "Tam bir görüşme|Script etiketi|Kendi düzenin|Arayüzsüz|Beyaz tahta|Gündem|Konuk|Kullanım yolları|Davet et|Bağlantı kopyalandı|Odayı doldur|Eve gönder|Geliyorlar…|Kod|Açık veya koyu|Dil|Kopyala|Kapat",
  "zh-Hans":
    "完整通话|脚本标签|自定义布局|无界面|白板|议程|访客|使用方式|邀请|链接已复制|填满房间|送他们回家|他们来了…|代码|浅色或深色|语言|复制|关闭",
};

/** The words of each language, by its tag. */
export const WORDS = Object.fromEntries(
  Object.entries(LINES).map(([lang, line]) => {
    const words = line.split("|");
    return [lang, Object.fromEntries(KEYS.map((key, index) => [key, words[index]]))];
  }),
);

/** What each language calls itself. */
export const nameOf = (lang) => new Intl.DisplayNames(lang, { type: "language" }).of(lang);
