// Discord's markdown inside a line: bold, code, links, mentions. A mark that is not closed later on is
// looked for once and not again, so that a text of nothing but marks costs no more than another.

import { element, fullTime, link } from "/dom.js";
import { emojis } from "/emoji.js";

const MAX_DEPTH = 8;
const ESCAPABLE = /[\\*_~`|>#\-[\]()<:]/;
const USER = /<@!?(\d{1,20})>/y;
const CHANNEL = /<#(\d{1,20})>/y;
const TIME = /<t:(-?\d{1,12})(?::[tTdDfFR])?>/y;
const QUIET_ADDRESS = /<(https?:\/\/[^\s<>]{1,2000})>/y;
const LINK = /\[([^\]\n]{1,500})\]\(<?(https?:\/\/[^\s)>]{1,2000})>?\)/y;
const ADDRESS = /https?:\/\/[^\s<>]{1,2000}/y;
const EVERYONE = /@(?:everyone|here)\b/y;
const CLOCK = new Intl.DateTimeFormat([], { timeStyle: "medium" });

/** What stands between two of the same marks, the longest first. */
const PAIRS = [
  { mark: "***", make: (inner) => element("strong", "", element("em", "", inner)) },
  { mark: "**", make: (inner) => element("strong", "", inner) },
  { mark: "__", make: (inner) => element("u", "", inner) },
  { mark: "~~", make: (inner) => element("s", "", inner) },
  { mark: "||", make: spoiler },
  { mark: "*", isTight: true, make: (inner) => element("em", "", inner) },
  { mark: "_", isTight: true, isWord: true, make: (inner) => element("em", "", inner) },
];

export function inline(text, names, depth = 0) {
  return new Line(text, names, depth).render();
}

class Line {
  constructor(text, names, depth) {
    this.text = text;
    this.names = names;
    this.depth = depth;
    this.at = 0;
    this.unclosed = new Set();
  }

  render() {
    const out = document.createDocumentFragment();
    let plain = "";
    while (this.at < this.text.length) {
      const part = this.part();
      if (typeof part === "string") {
        plain += part;
      } else {
        out.append(...emojis(plain), part);
        plain = "";
      }
    }
    out.append(...emojis(plain));
    return out;
  }

  /** The next node, or the next character; moves behind it. */
  part() {
    const { text, at } = this;
    const node = this.depth < MAX_DEPTH ? this.node(text[at]) : undefined;
    if (node) return node;
    if (text[at] === "\\" && at + 1 < text.length && ESCAPABLE.test(text[at + 1])) {
      this.at += 2;
      return text[at + 1];
    }
    // A run of the same marks that begins nothing is passed as a whole.
    let end = at + 1;
    if ("*_~|`".includes(text[at])) while (text[end] === text[at]) end++;
    this.at = end;
    return text.slice(at, end);
  }

  node(char) {
    switch (char) {
      case "`":
        return this.code();
      case "*":
      case "_":
      case "~":
      case "|":
        return this.pair();
      case "<":
        return this.mention();
      case "[": {
        const match = this.match(LINK);
        return match && link(match[2], inline(match[1], this.names, MAX_DEPTH));
      }
      case "h":
        return this.address();
      case "@": {
        const match = this.match(EVERYONE);
        return match && element("span", "mention", match[0]);
      }
      default:
        return undefined;
    }
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at += match[0].length;
    return match ?? undefined;
  }

  code() {
    const { text, at } = this;
    const mark = text.startsWith("``", at) ? "``" : "`";
    const from = at + mark.length;
    if (text[from] === "`") return undefined;
    const end = this.close(mark, from, (index) => text[index + mark.length] !== "`");
    if (end < 0) return undefined;
    this.at = end + mark.length;
    const inner = text.slice(from, end);
    return element("code", "inline", ...emojis(inner.trim() || inner));
  }

  pair() {
    const { text, at } = this;
    for (const { mark, isTight, isWord, make } of PAIRS) {
      if (!text.startsWith(mark, at)) continue;
      const from = at + mark.length;
      if (isTight && /\s/.test(text[from] ?? " ")) continue;
      if (isWord && /\w/.test(text[at - 1] ?? " ")) continue;
      const end = this.close(mark, from, (index) => {
        if (isTight && (/\s/.test(text[index - 1]) || text[index - 1] === mark)) return false;
        if (isWord && /\w/.test(text[index + 1] ?? " ")) return false;
        return text[index + mark.length] !== mark[0];
      });
      if (end < 0) continue;
      this.at = end + mark.length;
      return make(inline(text.slice(from, end), this.names, this.depth + 1));
    }
    return undefined;
  }

  /** The index of the mark that closes, behind at least one character, or -1. */
  close(mark, from, fits) {
    if (this.unclosed.has(mark)) return -1;
    let index = this.text.indexOf(mark, from + 1);
    while (index >= 0 && !fits(index)) index = this.text.indexOf(mark, index + 1);
    if (index < 0) this.unclosed.add(mark);
    return index;
  }

  mention() {
    const { names } = this;
    const user = this.match(USER);
    if (user) return element("span", "mention", `@${names.user(user[1])}`);
    const channel = this.match(CHANNEL);
    if (channel) return element("span", "mention", `#${names.channel(channel[1])}`);
    const time = this.match(TIME);
    if (time) return clock(new Date(Number(time[1]) * 1000)) ?? time[0];
    const address = this.match(QUIET_ADDRESS);
    return address && link(address[1], address[1]);
  }

  address() {
    const { at } = this;
    const match = this.match(ADDRESS);
    if (!match) return undefined;
    // What ends the sentence does not belong to it, nor does a bracket that was opened before it.
    let address = match[0].replace(/[.,:;"'!?\]}*_~|]+$/, "");
    if (!address.includes("(")) address = address.replace(/[).,]+$/, "");
    this.at = at + address.length;
    return link(address, address);
  }
}

function clock(date) {
  if (Number.isNaN(date.getTime())) return undefined;
  const isToday = date.toDateString() === new Date().toDateString();
  const node = element("time", "mention", isToday ? CLOCK.format(date) : date.toLocaleString());
  node.dateTime = date.toISOString();
  node.title = fullTime(date);
  return node;
}

function spoiler(inner) {
  const node = element("span", "spoiler", inner);
  const show = () => {
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", "Spoiler, show it");
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter") show();
  });
  return node;
}
