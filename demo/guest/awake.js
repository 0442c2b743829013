/**
 * Keeps a phone from going to sleep, which ends what it sends. Browsers let go of it whenever the page is out of sight: it is taken again when
 * the page is back.
 *
 * @returns lets it sleep.
 */
export function keepAwake() {
  let lock;
  let isOver = false;
  const take = async () => {
    if (isOver || document.visibilityState !== "visible") return;
    const taken = await navigator.wakeLock?.request("screen").catch(() => undefined);
    if (isOver) await taken?.release();
    else lock = taken;
  };
  document.addEventListener("visibilitychange", take);
  void take();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  };
}
