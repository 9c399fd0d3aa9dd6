// Discord's markdown as DOM nodes. Text is untrusted (people, agents), so it is never parsed as HTML:
// it becomes text nodes, and all links are http or https.

const FENCE = /```(?:([\w+#.-]{1,20})\n)?\n?([\s\S]*?)```/g;

const INLINE = new RegExp(
  [
    /\\([\\*_~`|>#\-[\]()<:])/, // 1 escaped
    /(`{1,2})([^`](?:[\s\S]*?[^`])?)\2(?!`)/, // 2, 3 code
    /\*\*\*(\S(?:[\s\S]*?\S)?)\*\*\*/, // 4 bold italic
    /\*\*([\s\S]+?)\*\*(?!\*)/, // 5 bold
    /__([\s\S]+?)__(?!_)/, // 6 underline
    /\*(?=\S)([^*]*[^*\s])\*(?!\*)/, // 7 italic
    /(?<!\w)_(?=\S)([^_]*[^_\s])_(?!\w)/, // 8 italic
    /~~([\s\S]+?)~~/, // 9 strike
    /\|\|([\s\S]+?)\|\|/, // 10 spoiler
    /<@!?(\d{1,20})>/, // 11 user
    /<#(\d{1,20})>/, // 12 channel
    /<t:(\d{1,12})(?::[tTdDfFR])?>/, // 13 time
    /\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, // 14, 15 link
    /(https?:\/\/[^\s<>]*[^\s<>.,:;"'\])}])/, // 16 address
    /(@everyone|@here)\b/, // 17 everyone
  ]
    .map((part) => part.source)
    .join("|"),
  "g",
);

export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** Renders text. `names` maps ids to names: { user(id), channel(id) }. */
export function markdown(text, names) {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(FENCE)) {
    blocks(text.slice(at, match.index).replace(/\n$/, ""), names, out);
    out.append(codeBlock(match[1] ?? "", match[2].replace(/\n$/, "")));
    at = match.index + match[0].length;
  }
  blocks(at === 0 ? text : text.slice(at).replace(/^\n/, ""), names, out);
  return out;
}

function codeBlock(language, code) {
  const copy = element("button", "copy", "Copy");
  copy.type = "button";
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Not allowed";
    }
    setTimeout(() => (copy.textContent = "Copy"), 1500);
  });
  const block = element("div", "code-block", element("pre", "", element("code", "", code)), copy);
  if (language) block.dataset.language = language;
  return block;
}

function blocks(text, names, out) {
  if (text === "") return;
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length > 0) out.append(element("div", "text", inline(plain.join("\n"), names)));
    plain = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const heading = /^(#{1,3}) +(.+)/.exec(line);
    const item = /^( *)(?:[-*]|(\d+)\.) +(.+)/.exec(line);
    if (line.startsWith(">>> ")) {
      flush();
      const quote = element("blockquote", "");
      blocks([line.slice(4), ...lines.slice(i + 1)].join("\n"), names, quote);
      out.append(quote);
      return;
    }
    if (line.startsWith("> ")) {
      flush();
      const quoted = [];
      while (i < lines.length && lines[i].startsWith("> ")) quoted.push(lines[i++].slice(2));
      i--;
      out.append(element("blockquote", "", inline(quoted.join("\n"), names)));
    } else if (heading) {
      flush();
      out.append(element(`h${heading[1].length + 2}`, "heading", inline(heading[2], names)));
    } else if (line.startsWith("-# ")) {
      flush();
      out.append(element("small", "subtext", inline(line.slice(3), names)));
    } else if (item) {
      flush();
      const node = element("div", "item", inline(item[3], names));
      node.dataset.bullet = item[2] ? `${item[2]}.` : "•";
      if (item[1].length > 1) node.classList.add("nested");
      out.append(node);
    } else {
      plain.push(line);
    }
  }
  flush();
}

function inline(text, names) {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) out.append(text.slice(at, match.index));
    out.append(inlineNode(match, names));
    at = match.index + match[0].length;
  }
  if (at < text.length) out.append(text.slice(at));
  return out;
}

function inlineNode(match, names) {
  const wrap = (tag, inner, className = "") => element(tag, className, inline(inner, names));
  if (match[1] !== undefined) return match[1];
  if (match[3] !== undefined) return element("code", "inline", match[3].trim() || match[3]);
  if (match[4] !== undefined) return element("strong", "", wrap("em", match[4]));
  if (match[5] !== undefined) return wrap("strong", match[5]);
  if (match[6] !== undefined) return wrap("u", match[6]);
  if (match[7] !== undefined) return wrap("em", match[7]);
  if (match[8] !== undefined) return wrap("em", match[8]);
  if (match[9] !== undefined) return wrap("s", match[9]);
  if (match[10] !== undefined) return spoiler(wrap("span", match[10], "spoiler"));
  if (match[11] !== undefined) return element("span", "mention", `@${names.user(match[11])}`);
  if (match[12] !== undefined) return element("span", "mention", `#${names.channel(match[12])}`);
  if (match[13] !== undefined) {
    return element("time", "mention", new Date(Number(match[13]) * 1000).toLocaleString());
  }
  if (match[14] !== undefined) return link(match[15], match[14]);
  if (match[16] !== undefined) return link(match[16], match[16]);
  return element("span", "mention", match[17]);
}

function spoiler(node) {
  node.addEventListener("click", () => node.classList.add("shown"));
  return node;
}

/** A link, or only its text if the address is not http or https. */
export function link(address, text) {
  let url;
  try {
    url = new URL(address, location.href);
  } catch {
    return document.createTextNode(text);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return document.createTextNode(text);
  const node = element("a", "", text);
  node.href = url.href;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}
