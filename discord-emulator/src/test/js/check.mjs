// Unmodified discord.js uses the emulator: node check.mjs API_URL BOT_TOKEN CHANNEL_ID.
// The first check that fails ends the process with exit code 1. Each line that it prints asks
// DiscordJsIT for something that only the emulator's side can do.

import assert from "node:assert/strict";
import { once } from "node:events";
import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  DiscordAPIError,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
} from "discord.js";

const [api, token, channelId] = process.argv.slice(2);
const client = new Client({
  rest: { api: api.replace(/\/v10$/, "") },
  intents: [
    GatewayIntentBits.Guilds,
    GatewayIntentBits.GuildMessages,
    GatewayIntentBits.GuildMessageReactions,
    GatewayIntentBits.MessageContent,
  ],
});
setTimeout(() => fail(new Error("Not done within 60 s")), 60_000).unref();
process.on("unhandledRejection", fail);

function fail(error) {
  console.error(error);
  process.exit(1);
}

await client.login(token);
if (!client.isReady()) await once(client, Events.ClientReady);
const channel = await client.channels.fetch(channelId);
assert.equal(channel.name, "task-queue");
assert.equal(client.guilds.cache.size, 1);

const heard = once(client, Events.MessageCreate);
console.log("ready");
const [task] = await heard;
assert.equal(task.content, "from a person");
assert.equal(task.author.bot, false);

const reacted = once(client, Events.MessageReactionAdd);
await task.react("✅");
const [reaction] = await reacted;
assert.equal(reaction.message.id, task.id);
assert.equal((await reaction.users.fetch()).first().id, client.user.id);

const reply = await task.reply({ content: "answer", allowedMentions: { parse: [] } });
assert.equal(reply.reference.messageId, task.id);
const edited = await reply.edit("better answer");
assert.equal(edited.content, "better answer");
await reply.delete();

const posted = await channel.send({
  content: "with everything",
  files: [new AttachmentBuilder(Buffer.from("bytes of it"), { name: "RESULT.txt" })],
  embeds: [new EmbedBuilder().setTitle("title").setDescription("description")],
  components: [
    new ActionRowBuilder().addComponents(
      new ButtonBuilder().setCustomId("again").setLabel("Again").setStyle(ButtonStyle.Primary),
    ),
  ],
});
const read = await channel.messages.fetch({ message: posted.id, force: true });
assert.equal(read.embeds[0].title, "title");
assert.equal(read.components[0].components[0].customId, "again");
assert.equal(await (await fetch(read.attachments.first().url)).text(), "bytes of it");

const nonce = { content: "once", nonce: "one-nonce", enforceNonce: true };
const [first, second] = [await channel.send(nonce), await channel.send(nonce)];
assert.equal(first.id, second.id);

for (let i = 0; i < 5; i++) await channel.send(`m${i}`);
const after = await channel.messages.fetch({ after: first.id, limit: 3 });
assert.deepEqual([...after.values()].map((message) => message.content), ["m2", "m1", "m0"]);
const deleted = await channel.bulkDelete(3);
assert.equal(deleted.size, 3);

await assert.rejects(
  () => channel.messages.fetch("1"),
  (error) => error instanceof DiscordAPIError && error.code === 10008,
);
await assert.rejects(
  () => channel.send("x".repeat(2001)),
  (error) => error instanceof DiscordAPIError && error.code === 50035,
);

console.log("limit");
const started = Date.now();
await once(process.stdin, "data");
await channel.send("after the limit");
assert.ok(Date.now() - started >= 300, "did not wait out the rate limit");

const resumed = once(client, Events.ShardResume);
const missed = new Promise((done) =>
  client.on(Events.MessageCreate, ({ content }) => content === "while you were away" && done()),
);
console.log("drop");
await resumed;
await missed;

const clicked = once(client, Events.InteractionCreate);
console.log(`click ${posted.id}`);
const [click] = await clicked;
assert.equal(click.customId, "again");
await click.reply("on it");
const answer = await click.fetchReply();
assert.equal(answer.content, "on it");

await client.application.commands.set([{ name: "task", description: "Hand in a task" }]);
assert.equal((await client.application.commands.fetch()).first().name, "task");

console.log("done");
await client.destroy();
process.exit(0);
