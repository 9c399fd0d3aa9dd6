// The messages of a channel that are on the page. It keeps a part of them, so that the page stays as
// quick after many thousands as after a few; the rest is read when the reader comes near it.

import { MessageView } from "/message.js";
import { Reader } from "/reader.js";

const PAGE = 50;
const AROUND = 100;
/** How many messages stay while the reader is at the end, and how many there are at most. */
const KEPT = 150;
const MOST = 300;
const MAX_WAITING = 1_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

export class Timeline {
  /**
   * @param scroll the element that scrolls, with .history and .messages in it
   * @param changed called when messages, or the place of the reader, are others
   */
  constructor(channelId, scroll, context, changed) {
    this.channelId = channelId;
    this.context = context;
    this.changed = changed;
    this.list = scroll.querySelector(".messages");
    this.views = new Map();
    this.waiting = [];
    this.newest = "0";
    this.unseen = 0;
    this.retryMs = FIRST_RETRY_MS;
    this.reader = new Reader(scroll, scroll.querySelector(".history"), this.list, {
      changed: () => {
        if (this.reader.follows) this.unseen = 0;
        changed();
      },
      nearTop: () => this.older(),
      nearEnd: () => this.newer(),
      isPresent: () => !this.hasGap,
    });
  }

  page(limit, range) {
    const path = `/channels/${this.channelId}/messages?limit=${limit}${range}`;
    return this.context.api("GET", path);
  }

  toPresent() {
    this.unseen = 0;
    this.reader.follow();
    if (this.hasGap) this.reload();
  }

  /** Does it now, or after the messages that are being read. */
  when(action) {
    if (!this.isReloading) action();
    else if (this.waiting.length < MAX_WAITING) this.waiting.push(action);
    else this.mustReload = true;
  }

  /** Reads the newest messages, or those around the reader, in place of what is shown. */
  async reload() {
    this.mustReload = true;
    if (this.isReloading) return;
    this.isReloading = true;
    this.list.setAttribute("aria-busy", "true");
    try {
      while (this.mustReload) {
        this.mustReload = false;
        this.waiting = [];
        await this.read(this.reader.follows ? undefined : this.reader.anchor?.dataset.id);
      }
      this.retryMs = FIRST_RETRY_MS;
    } catch {
      setTimeout(() => this.reload(), this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, MAX_RETRY_MS);
    } finally {
      this.isReloading = false;
      this.list.removeAttribute("aria-busy");
    }
    this.waiting.splice(0).forEach((action) => action());
    this.reader.settle();
    this.changed();
  }

  async read(around) {
    const newest = await this.page(around ? 1 : PAGE, "");
    const page = around ? await this.page(AROUND, `&around=${around}`) : newest;
    this.views.clear();
    this.list.replaceChildren();
    this.isComplete = !around && page.length < PAGE;
    this.newest = newest[0]?.id ?? "0";
    for (const message of page.reverse()) this.put(message);
    this.findGap();
    if (around) this.reader.anchor = this.views.get(around)?.node;
  }

  findGap() {
    this.hasGap = isBefore(this.list.lastElementChild?.dataset.id ?? "0", this.newest);
  }

  older() {
    const first = this.list.firstElementChild;
    if (this.isComplete !== false || !first) return;
    this.loading(async () => {
      const page = await this.page(PAGE, `&before=${first.dataset.id}`);
      this.isComplete = page.length < PAGE;
      for (const message of page) this.put(message);
      while (this.views.size > MOST) this.drop(this.list.lastElementChild);
      this.findGap();
    });
  }

  newer() {
    if (!this.hasGap || !this.list.lastElementChild) return;
    this.loading(async () => {
      const last = this.list.lastElementChild.dataset.id;
      const page = await this.page(PAGE, `&after=${last}`);
      for (const message of page.reverse()) this.put(message);
      // An empty page means that what was newer has been deleted.
      if (page.length === 0) this.newest = last;
      this.findGap();
      this.trim(MOST);
    });
  }

  async loading(action) {
    if (this.isLoading || this.isReloading) return;
    this.isLoading = true;
    try {
      await action();
    } catch {
      return; // The status says that the server is away; scrolling tries again.
    } finally {
      this.isLoading = false;
    }
    this.changed();
    this.reader.settle();
  }

  arrive(message) {
    const { reader } = this;
    if (isBefore(this.newest, message.id)) this.newest = message.id;
    if (!reader.follows && this.views.size >= MOST) this.hasGap = true;
    if (!this.hasGap) this.put(message);
    if (!reader.follows) this.unseen++;
    else if (this.views.size > KEPT + PAGE) this.trim(KEPT);
    if (message.author.id === this.context.me) this.toPresent();
    this.changed();
  }

  change(message) {
    if (this.views.has(message.id)) this.put(message);
  }

  /** Inserts a message in the order of ids, or updates the one that is shown. */
  put(message) {
    this.context.names.learn(message);
    if (isBefore(this.newest, message.id)) this.newest = message.id;
    const known = this.views.get(message.id);
    if (known) {
      known.update(message);
      return;
    }
    const view = new MessageView(message, this.context);
    this.views.set(message.id, view);
    this.list.insertBefore(view.node, this.successor(message.id));
    this.group(view.node);
    this.group(view.node.nextElementSibling);
  }

  /** The first message after this id; looks at both ends first, where most are put. */
  successor(id) {
    const first = this.list.firstElementChild;
    if (first && isBefore(id, first.dataset.id)) return first;
    let after = null;
    let last = this.list.lastElementChild;
    while (last && isBefore(id, last.dataset.id)) {
      after = last;
      last = last.previousElementSibling;
    }
    return after;
  }

  /** Hides a message's author if the message before has the same one and is a few minutes old. */
  group(node) {
    if (!node) return;
    const previous = node.previousElementSibling;
    this.views.get(node.dataset.id).follow(previous && this.views.get(previous.dataset.id));
  }

  trim(size) {
    while (this.views.size > size) {
      this.drop(this.list.firstElementChild);
      this.isComplete = false;
    }
    this.group(this.list.firstElementChild);
    this.reader.shortened();
  }

  remove(id) {
    const node = this.views.get(id)?.node;
    const next = node?.nextElementSibling;
    if (node) this.drop(node);
    this.group(next);
    this.changed();
  }

  drop(node) {
    this.reader.without(node);
    this.views.delete(node.dataset.id);
    node.remove();
  }

  lastOwn() {
    return [...this.views.values()].findLast((view) => view.isMine());
  }
}

/** Ids are decimal numbers beyond what JavaScript counts exactly, without zeros in front. */
function isBefore(a, b) {
  return a.length === b.length ? a < b : a.length < b.length;
}
