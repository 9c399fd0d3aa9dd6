// The composer: text, files, replies, slash commands, and what a message has room for.

import { CommandList, commandIn } from "/commands.js";
import { author, button, count, plainName } from "/dom.js";
import { ChosenFiles } from "/files.js";

/** From this many characters on the room that is left is shown. */
const SHOWN_LEFT = 200;
const MAX_HEIGHT_PX = 240;
const TYPING_INTERVAL_MS = 8_000;
const TEXT_FILE = "message.txt";

export class Composer {
  /**
   * @param actions editLast() opens the person's last message
   */
  constructor(form, channel, context, actions) {
    this.form = form;
    this.channel = channel;
    this.context = context;
    this.actions = actions;
    this.box = form.querySelector("textarea");
    this.files = new ChosenFiles(this.part("chosen"), context.limits, (text) => this.say(text));
    this.commands = new CommandList(this.part("commands"), this.box, context);
    const name = plainName(channel.name);
    this.box.placeholder = `Message #${name}`;
    this.box.setAttribute("aria-label", `Message #${name}`);
    this.part("attach").title = `Attach files, ${this.files.allowed()}`;
    this.listen();
  }

  part(name) {
    return this.form.querySelector(`.${name}`);
  }

  listen() {
    const { form, box } = this;
    box.addEventListener("input", () => this.typed());
    form.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length > 0) this.files.add(event.clipboardData.files);
    });
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      this.files.add(event.dataTransfer.files);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    const input = form.querySelector("input[type=file]");
    input.setAttribute("aria-label", `Attach files, ${this.files.allowed()}`);
    input.addEventListener("change", () => {
      this.files.add(input.files);
      input.value = "";
      box.focus();
    });
    form.querySelector(".replying button").addEventListener("click", () => this.replyTo());
  }

  focus() {
    this.box.focus();
  }

  /** Puts a text there to be sent or changed. */
  take(text) {
    this.box.value = text;
    this.typed();
    this.focus();
  }

  key(event) {
    if (this.commands.key(event)) {
      event.preventDefault();
      return;
    }
    if (event.target !== this.box || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      this.replyTo();
    } else if (event.key === "ArrowUp" && this.box.value === "") {
      event.preventDefault();
      this.actions.editLast();
    }
  }

  typed() {
    this.nonce = undefined;
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, MAX_HEIGHT_PX)}px`;
    this.showLeft();
    this.commands.update();
    const now = Date.now();
    if (this.box.value !== "" && now - (this.typingSentAt ?? 0) > TYPING_INTERVAL_MS) {
      this.typingSentAt = now;
      this.context.api("POST", `/channels/${this.channel.id}/typing`).catch(() => {});
    }
  }

  /** Returns how many characters there is room for; below 0 says what to do about it. */
  showLeft() {
    const { content } = this.context.limits;
    const left = content - [...this.box.value.trim()].length;
    this.part("left").hidden = left > SHOWN_LEFT;
    this.part("left").textContent = count(left);
    this.part("left").title = `${count(left)} of ${count(content)} characters left`;
    this.part("left").classList.toggle("over", left < 0);
    const notice = this.part("too-long");
    const isNew = notice.hidden;
    notice.hidden = left >= 0;
    if (left < 0) {
      const text = `${count(-left)} characters too many: a message takes ${count(content)}.`;
      notice.firstElementChild.textContent = text;
      if (isNew) {
        const attach = button("button primary", "", () => this.attachText(), "Attach it as a .txt");
        notice.replaceChildren(notice.firstElementChild, attach);
      }
    }
    return left;
  }

  /** A text file alone in a message counts as its text. */
  attachText() {
    const before = this.files.list.length;
    this.files.add([new File([this.box.value], TEXT_FILE, { type: "text/plain" })]);
    if (this.files.list.length > before) this.box.value = "";
    this.typed();
    this.focus();
  }

  replyTo(message) {
    this.answered = message;
    const bar = this.part("replying");
    bar.hidden = message === undefined;
    if (message) {
      bar.firstElementChild.replaceChildren("Replying to ", author(message.author.username, "b"));
      this.focus();
    }
  }

  say(text) {
    this.part("problem").textContent = text;
    this.part("problem").hidden = text === "";
  }

  async submit() {
    const text = this.box.value.trim();
    if (this.isSending || (text === "" && this.files.list.length === 0)) return;
    if (this.showLeft() < 0) return;
    this.isSending = true;
    this.form.setAttribute("aria-busy", "true");
    this.say("");
    try {
      await this.send(text);
      this.box.value = "";
      this.files.clear();
      this.replyTo();
      this.typed();
    } catch (failure) {
      this.say(failure.message);
    } finally {
      this.isSending = false;
      this.form.removeAttribute("aria-busy");
    }
  }

  /** The same for each try with the same message, so that one whose answer was lost is not doubled. */
  nonceOf(text) {
    const files = this.files.list.map(({ name, size }) => [name, size]);
    const message = JSON.stringify([text, this.answered?.id, files]);
    if (this.nonce?.message !== message) {
      this.nonce = { message, value: String(Date.now()) + Math.floor(Math.random() * 1000) };
    }
    return this.nonce.value;
  }

  send(text) {
    const { api } = this.context;
    const command = commandIn(text, this.channel.id, this.context);
    if (command) return api("POST", "/interactions", command);
    const payload = { content: text, nonce: this.nonceOf(text), enforce_nonce: true };
    if (this.answered) payload.message_reference = { message_id: this.answered.id };
    let body = payload;
    if (this.files.list.length > 0) {
      body = new FormData();
      body.append("payload_json", JSON.stringify(payload));
      this.files.list.forEach((file, i) => body.append(`files[${i}]`, file, file.name));
    }
    return api("POST", `/channels/${this.channel.id}/messages`, body);
  }
}
