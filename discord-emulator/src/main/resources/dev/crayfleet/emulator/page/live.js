// A client of the gateway. After a lost connection it logs in again and the page reads all channels
// again, which is simpler than a resume and looks the same.

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 5_000;

export class Live {
  /**
   * @param listener gets state(name) and event(name, data), and is asked for mayConnect() before each
   *     try after the first
   */
  constructor(token, listener) {
    this.token = token;
    this.listener = listener;
    this.retryDelayMs = FIRST_RETRY_MS;
    this.connect();
  }

  connect() {
    this.listener.state("connecting");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/_emulator/gateway?v=10&encoding=json`);
    let heartbeatTimer;
    let acknowledged = true;
    const send = (op, d) => socket.send(JSON.stringify({ op, d }));
    socket.addEventListener("message", ({ data }) => {
      const { op, d, t, s } = JSON.parse(data);
      if (op === 10) {
        heartbeatTimer = setInterval(() => {
          if (!acknowledged) return socket.close();
          acknowledged = false;
          send(1, this.lastSequence ?? null);
        }, d.heartbeat_interval);
        send(2, { token: this.token, properties: { os: "any", browser: "page", device: "page" } });
      } else if (op === 11) {
        acknowledged = true;
      } else if (op === 0) {
        this.lastSequence = s;
        if (t === "READY") {
          this.retryDelayMs = FIRST_RETRY_MS;
          this.listener.state("live");
        }
        this.listener.event(t, d);
      }
    });
    socket.addEventListener("close", () => {
      clearInterval(heartbeatTimer);
      this.listener.state("reconnecting");
      this.retryLater();
    });
  }

  retryLater() {
    setTimeout(async () => {
      if (await this.listener.mayConnect()) this.connect();
      else this.retryLater();
    }, this.retryDelayMs);
    this.retryDelayMs = Math.min(this.retryDelayMs * 2, MAX_RETRY_MS);
  }
}
