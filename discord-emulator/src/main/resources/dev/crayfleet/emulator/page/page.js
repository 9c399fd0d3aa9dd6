// The page: a Discord client for one person. It uses the emulator's gateway and REST as any client
// does; its token and the guild's id come from /_emulator/session.

import { element } from "/markdown.js";
import { Live } from "/live.js";
import { MessageView } from "/message.js";
import { Composer } from "/composer.js";

const PAGE = 50;
const session = await (await fetch("/_emulator/session")).json();
const names = { users: new Map(), channels: new Map() };
const commands = [];
const rooms = new Map();

const me = session.userId;

/** Sends a REST request; throws an Error with Discord's message if it is refused. */
async function api(method, path, body) {
  const form = body instanceof FormData;
  const response = await fetch(`/api/v10${path}`, {
    method,
    headers: {
      Authorization: session.token,
      ...(body && !form ? { "Content-Type": "application/json" } : {}),
    },
    body: body && !form ? JSON.stringify(body) : body,
  });
  const answer = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw new Error(problem(answer));
  return answer;
}

function problem(answer) {
  const details = [];
  const walk = (node) => {
    for (const [key, value] of Object.entries(node ?? {})) {
      if (key === "_errors") details.push(...value.map((error) => error.message));
      else walk(value);
    }
  };
  walk(answer.errors);
  return details.length > 0 ? `${answer.message}: ${details.join(" ")}` : answer.message;
}

const context = {
  me,
  api,
  commands,
  guildId: session.guildId,
  names: {
    user: (id) => names.users.get(id) ?? "unknown-user",
    channel: (id) => names.channels.get(id) ?? "unknown",
  },
  /** Reads the commands again: no event tells when bots register new ones. */
  learnCommands: async () => {
    const index = await api("GET", `/guilds/${session.guildId}/application-command-index`);
    commands.splice(0, commands.length, ...index.application_commands);
  },
  reply: (message) => rooms.get(message.channel_id)?.composer.replyTo(message),
};

/** One channel: its column with messages and composer, and its tab. */
class Room {
  constructor(channel) {
    this.id = channel.id;
    this.views = new Map();
    this.typing = new Map();
    const template = document.getElementById("channel-template");
    this.node = template.content.firstElementChild.cloneNode(true);
    this.node.dataset.channel = channel.name;
    this.node.dataset.id = channel.id;
    this.node.setAttribute("aria-label", `#${channel.name}`);
    this.list = this.node.querySelector(".messages");
    this.scroll = this.node.querySelector(".scroll");
    this.present = this.node.querySelector(".present");
    this.composer = new Composer(this.node.querySelector(".composer"), channel, context);
    this.tab = element("button", "tab", element("span", "hash", "#"), channel.name);
    this.tab.type = "button";
    this.tab.setAttribute("role", "tab");
    this.tab.dataset.channel = channel.name;
    this.tab.addEventListener("click", () => show(this));
    this.present.addEventListener("click", () => this.toEnd());
    this.scroll.addEventListener("scroll", () => this.scrolled());
    this.update(channel);
  }

  update(channel) {
    names.channels.set(channel.id, channel.name);
    this.node.querySelector("h2").textContent = channel.name;
    this.node.querySelector(".topic").textContent = channel.topic ?? "";
  }

  atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 80;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.present.hidden = true;
  }

  scrolled() {
    if (this.atEnd()) this.present.hidden = true;
    if (this.scroll.scrollTop < 120) this.older();
  }

  /** Reads the newest messages again, as events were missed while the connection was lost. */
  async reload() {
    const page = await api("GET", `/channels/${this.id}/messages?limit=${PAGE}`);
    this.views.clear();
    this.list.replaceChildren();
    this.complete = page.length < PAGE;
    for (const message of page.reverse()) this.put(message);
    this.toEnd();
  }

  async older() {
    const first = this.list.firstElementChild;
    if (this.complete || this.loading || !first) return;
    this.loading = true;
    try {
      const page = await api(
        "GET",
        `/channels/${this.id}/messages?limit=${PAGE}&before=${first.dataset.id}`,
      );
      this.complete = page.length < PAGE;
      const height = this.scroll.scrollHeight;
      for (const message of page) this.put(message);
      this.scroll.scrollTop += this.scroll.scrollHeight - height;
    } finally {
      this.loading = false;
    }
  }

  /** Inserts a message in the order of ids, or updates the one that is shown. */
  put(message) {
    names.users.set(message.author.id, message.author.username);
    for (const user of message.mentions) names.users.set(user.id, user.username);
    const known = this.views.get(message.id);
    if (known) {
      known.update(message);
      return;
    }
    const view = new MessageView(message, context);
    const before = [...this.views.values()]
      .filter((other) => BigInt(other.id) > BigInt(message.id))
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))[0];
    this.views.set(message.id, view);
    this.list.insertBefore(view.node, before?.node ?? null);
    this.group(view.node);
    this.group(view.node.nextElementSibling);
  }

  /** Hides a message's author if the message before has the same one and is a few minutes old. */
  group(node) {
    if (!node) return;
    const view = this.views.get(node.dataset.id);
    const previous = node.previousElementSibling;
    view.follow(previous ? this.views.get(previous.dataset.id) : undefined);
  }

  arrive(message) {
    const stay = this.atEnd() || message.author.id === me;
    this.typing.delete(message.author.id);
    this.showTyping();
    this.put(message);
    if (stay) this.toEnd();
    else this.present.hidden = false;
    if (!this.node.classList.contains("active")) this.tab.classList.add("unread");
  }

  remove(id) {
    const view = this.views.get(id);
    if (!view) return;
    const next = view.node.nextElementSibling;
    this.views.delete(id);
    view.node.remove();
    this.group(next);
  }

  types(user) {
    if (user === me) return;
    clearTimeout(this.typing.get(user));
    const over = () => {
      this.typing.delete(user);
      this.showTyping();
    };
    this.typing.set(user, setTimeout(over, 10_000));
    this.showTyping();
  }

  showTyping() {
    const who = [...this.typing.keys()].map(context.names.user);
    const text = who.length === 0 ? "" : `${who.join(", ")} is typing …`;
    this.node.querySelector(".typing").textContent = text;
  }
}

function show(room) {
  for (const other of rooms.values()) {
    const is = other === room;
    other.node.classList.toggle("active", is);
    other.tab.setAttribute("aria-selected", String(is));
  }
  room.tab.classList.remove("unread");
  room.toEnd();
  sessionStorage.setItem("channel", room.id);
}

function addRoom(channel) {
  const known = rooms.get(channel.id);
  if (known) {
    known.update(channel);
    return;
  }
  const room = new Room(channel);
  rooms.set(channel.id, room);
  document.getElementById("channels").append(room.node);
  document.getElementById("tabs").append(room.tab);
}

async function enter(guild) {
  document.getElementById("guild").textContent = guild.name;
  document.title = guild.name;
  for (const member of guild.members) names.users.set(member.user.id, member.user.username);
  const channels = guild.channels.toSorted((a, b) => a.position - b.position);
  channels.forEach(addRoom);
  const active = rooms.get(sessionStorage.getItem("channel")) ?? rooms.values().next().value;
  show(active);
  await Promise.all([...rooms.values()].map((room) => room.reload()));
  await context.learnCommands();
}

const on = {
  GUILD_CREATE: (guild) => enter(guild),
  GUILD_MEMBER_ADD: ({ user }) => names.users.set(user.id, user.username),
  CHANNEL_CREATE: (channel) => addRoom(channel),
  CHANNEL_UPDATE: (channel) => addRoom(channel),
  MESSAGE_CREATE: (message) => rooms.get(message.channel_id)?.arrive(message),
  MESSAGE_UPDATE: (message) => {
    const room = rooms.get(message.channel_id);
    if (!room?.views.has(message.id)) return;
    const stay = room.atEnd();
    room.put(message);
    if (stay) room.toEnd();
  },
  MESSAGE_DELETE: ({ channel_id, id }) => rooms.get(channel_id)?.remove(id),
  MESSAGE_DELETE_BULK: ({ channel_id, ids }) =>
    ids.forEach((id) => rooms.get(channel_id)?.remove(id)),
  MESSAGE_REACTION_ADD: (event) => react(event, (view) => view.react(event, true)),
  MESSAGE_REACTION_REMOVE: (event) => react(event, (view) => view.react(event, false)),
  MESSAGE_REACTION_REMOVE_ALL: (event) => react(event, (view) => view.clearReactions()),
  MESSAGE_REACTION_REMOVE_EMOJI: (event) =>
    react(event, (view) => view.clearReactions(event.emoji.name)),
  TYPING_START: ({ channel_id, user_id }) => rooms.get(channel_id)?.types(user_id),
  INTERACTION_MODAL_CREATE: (modal) =>
    import("/dialog.js").then(({ ask }) => ask(modal, context)),
};

function react({ channel_id, message_id }, action) {
  const room = rooms.get(channel_id);
  const view = room?.views.get(message_id);
  if (!view) return;
  const stay = room.atEnd();
  action(view);
  if (stay) room.toEnd();
}

const status = document.getElementById("status");
new Live(session.token, {
  state: (state) => {
    status.dataset.state = state;
    status.textContent = state;
  },
  event: (name, data) => on[name]?.(data),
});
