// The page: a Discord client for one person. It uses the emulator's gateway and REST as any client
// does; its token and the guild's id come from /_emulator/session.

import { plainName } from "/dom.js";
import { Live } from "/live.js";
import { Room } from "/room.js";
import { apiFor, openSession, readSession } from "/session.js";

const MAX_NAMES = 5_000;

const status = document.getElementById("status");
const rooms = new Map();
const commands = [];
const users = new Map();
const channels = new Map();

function state(name) {
  status.dataset.state = name;
  status.textContent = name;
}

const session = await openSession(() => state("waiting for the server"));
const api = apiFor(session);

const names = {
  user: (id) => users.get(id) ?? "unknown-user",
  channel: (id) => channels.get(id) ?? "unknown",
  setChannel: (id, name) => channels.set(id, name),
  setUser: ({ id, username }) => {
    if (users.size < MAX_NAMES || users.has(id)) users.set(id, plainName(username));
  },
  learn: (message) => {
    names.setUser(message.author);
    message.mentions.forEach(names.setUser);
  },
};

const context = {
  me: session.userId,
  guildId: session.guildId,
  limits: session.limits,
  examples: (channel) => session.examples[channel] ?? [],
  api,
  commands,
  names,
  /** Reads the commands again: no event tells when bots register new ones. */
  learnCommands: async () => {
    const index = await api("GET", `/guilds/${session.guildId}/application-command-index`);
    commands.splice(0, commands.length, ...index.application_commands);
  },
  reply: (message) => rooms.get(message.channel_id)?.composer.replyTo(message),
  /** Shows a message that another one answers, if it is on the page. */
  showMessage: (channelId, id) => {
    const timeline = rooms.get(channelId)?.timeline;
    const node = timeline?.views.get(id)?.node;
    if (!node) return;
    timeline.reader.leave();
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
    node.classList.add("found");
    setTimeout(() => node.classList.remove("found"), 1_500);
  },
  /** Gives the keyboard back to the composer, after an editor has closed. */
  focusComposer: (channelId) => rooms.get(channelId)?.composer.focus(),
};

function show(room) {
  for (const other of rooms.values()) {
    const isShown = other === room;
    other.node.classList.toggle("active", isShown);
    if (isShown) other.tab.setAttribute("aria-current", "true");
    else other.tab.removeAttribute("aria-current");
  }
  room.tab.classList.remove("unread");
  sessionStorage.setItem("channel", room.id);
}

function addRoom(channel) {
  const known = rooms.get(channel.id);
  if (known) {
    known.update(channel);
    return;
  }
  if (channel.type !== 0) return;
  const room = new Room(channel, context, show);
  rooms.set(channel.id, room);
  document.getElementById("channels").append(room.node);
  document.getElementById("tabs").append(room.tab);
  room.timeline.reload();
}

async function enter(guild) {
  document.getElementById("guild").textContent = plainName(guild.name);
  document.title = plainName(guild.name);
  guild.members.forEach(({ user }) => names.setUser(user));
  const isFirst = rooms.size === 0;
  const known = [...rooms.values()];
  guild.channels.toSorted((a, b) => a.position - b.position).forEach(addRoom);
  known.forEach((room) => room.timeline.reload());
  if (isFirst) {
    const active = rooms.get(sessionStorage.getItem("channel")) ?? rooms.values().next().value;
    show(active);
    // Not where a keyboard would come up on the screen.
    if (!matchMedia("(pointer: coarse)").matches) active.composer.focus();
  }
  await context.learnCommands();
}

/** Does something with a channel, if it is on the page. */
const inRoom = (channelId, action) => {
  const room = rooms.get(channelId);
  room?.timeline.when(() => action(room));
};
const inMessage = ({ channel_id, message_id }, action) =>
  inRoom(channel_id, ({ timeline }) => {
    const view = timeline.views.get(message_id);
    if (view) action(view);
  });

const on = {
  GUILD_CREATE: (guild) => enter(guild),
  GUILD_MEMBER_ADD: ({ user }) => names.setUser(user),
  CHANNEL_CREATE: (channel) => addRoom(channel),
  CHANNEL_UPDATE: (channel) => addRoom(channel),
  MESSAGE_CREATE: (message) => inRoom(message.channel_id, (room) => room.arrive(message)),
  MESSAGE_UPDATE: (message) =>
    inRoom(message.channel_id, ({ timeline }) => timeline.change(message)),
  MESSAGE_DELETE: ({ channel_id, id }) =>
    inRoom(channel_id, ({ timeline }) => timeline.remove(id)),
  MESSAGE_DELETE_BULK: ({ channel_id, ids }) =>
    inRoom(channel_id, ({ timeline }) => ids.forEach((id) => timeline.remove(id))),
  MESSAGE_REACTION_ADD: (event) => inMessage(event, (view) => view.reactions.change(event, 1)),
  MESSAGE_REACTION_REMOVE: (event) =>
    inMessage(event, (view) => view.reactions.change(event, -1)),
  MESSAGE_REACTION_REMOVE_ALL: (event) => inMessage(event, (view) => view.reactions.clear()),
  MESSAGE_REACTION_REMOVE_EMOJI: (event) =>
    inMessage(event, (view) => view.reactions.clear(event.emoji.name)),
  TYPING_START: ({ channel_id, user_id }) => rooms.get(channel_id)?.types(user_id),
  INTERACTION_MODAL_CREATE: (modal) =>
    import("/dialog.js").then(({ ask }) => ask(modal, context)),
};

new Live(session.token, {
  state,
  event: (name, data) => on[name]?.(data),
  /** A server that has forgotten everything has another token: then the page begins anew, too. */
  mayConnect: async () => {
    const now = await readSession();
    if (now && now.token !== session.token) location.reload();
    return now !== undefined;
  },
});
