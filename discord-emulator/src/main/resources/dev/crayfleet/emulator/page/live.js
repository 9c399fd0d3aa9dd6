// The gateway, as a client sees it. After a lost connection it logs in anew, and the page reads
// everything again: simpler than a resume, and as good for somebody who looks.

export class Live {
  constructor(token, listener) {
    this.token = token;
    this.listener = listener;
    this.wait = 500;
    this.connect();
  }

  connect() {
    this.listener.state("connecting");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/_emulator/gateway?v=10&encoding=json`);
    let beat;
    let heard = true;
    const send = (op, d) => socket.send(JSON.stringify({ op, d }));
    socket.addEventListener("message", ({ data }) => {
      const { op, d, t, s } = JSON.parse(data);
      if (op === 10) {
        beat = setInterval(() => {
          if (!heard) return socket.close();
          heard = false;
          send(1, this.seen ?? null);
        }, d.heartbeat_interval);
        send(2, { token: this.token, properties: { os: "any", browser: "page", device: "page" } });
      } else if (op === 11) {
        heard = true;
      } else if (op === 0) {
        this.seen = s;
        if (t === "READY") {
          this.wait = 500;
          this.listener.state("live");
        }
        this.listener.event(t, d);
      }
    });
    socket.addEventListener("close", () => {
      clearInterval(beat);
      this.listener.state("reconnecting");
      setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(this.wait * 2, 5_000);
    });
  }
}
