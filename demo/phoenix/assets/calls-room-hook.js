/**
 * The LiveView hook of `<.room>`: tells the LiveView what happens in the call, and does what it asks for.
 *
 *     let liveSocket = new LiveSocket("/live", Socket, { hooks: { CallsRoom } })
 *
 * The LiveView hears `calls:status`, with `id` and `status` (`idle`, `joining`, `joined`, `left`, `failed`), which wants no reply;
 * `push_event(socket, "calls:leave", %{id: id})` ends the call of that element, and `calls:join` begins it, with a `name` or without.
 */
export const CallsRoom = {
  mounted() {
    const status = () => this.el.callsRoom.snapshot.status.phase;
    let told;
    const tell = () => {
      if (status() === told) return;
      told = status();
      this.pushEvent("calls:status", { id: this.el.id, status: told });
    };
    const mine = (act) => (payload) =>
      payload.id === undefined || payload.id === this.el.id ? act(payload) : undefined;
    this.handleEvent(
      "calls:join",
      mine(({ name }) => this.el.join(name ? { name } : {})),
    );
    this.handleEvent(
      "calls:leave",
      mine(() => this.el.leave()),
    );
    // The element may be defined later than the page is live.
    customElements.whenDefined("calls-room").then(() => {
      if (this.isGone) return;
      this.unsubscribe = this.el.callsRoom.subscribe(tell);
      tell();
    });
  },
  destroyed() {
    this.isGone = true;
    this.unsubscribe?.();
  },
};
