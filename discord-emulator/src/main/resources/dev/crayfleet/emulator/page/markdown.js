// Discord's markdown as DOM nodes: blocks of lines. Text is untrusted (people, agents), so it is never
// parsed as HTML: it becomes text nodes. Takes time in proportion to the text's length.

import { button, element } from "/dom.js";
import { emojis } from "/emoji.js";
import { inline } from "/inline.js";

const FENCE = /```(?:([\w+#.-]{1,20})\n)?\n?([\s\S]*?)```/g;
const ITEM = /^( {0,40})(?:[-*]|(\d{1,9})\.) +(\S.*)$/;
const MAX_DEPTH = 8;
const COPIED_MS = 1_500;

/** Renders text. `names` maps ids to names: { user(id), channel(id) }. */
export function markdown(text, names) {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(FENCE)) {
    blocks(text.slice(at, match.index).replace(/\n$/, ""), names, out, 0);
    out.append(codeBlock(match[1] ?? "", match[2].replace(/\n$/, "")));
    at = match.index + match[0].length;
  }
  blocks(at === 0 ? text : text.slice(at).replace(/^\n/, ""), names, out, 0);
  return out;
}

function codeBlock(language, code) {
  const pre = element("pre", "", element("code", "", ...emojis(code)));
  pre.tabIndex = 0; // so that a long one can be scrolled by keyboard
  pre.setAttribute("aria-label", language ? `Code, ${language}` : "Code");
  pre.setAttribute("role", "region");
  const copy = button("copy", "", () => copyText(code, copy), "Copy");
  const block = element("div", "code-block", pre, copy);
  if (language) block.dataset.language = language;
  return block;
}

async function copyText(code, control) {
  try {
    await navigator.clipboard.writeText(code);
    control.textContent = "Copied";
  } catch {
    control.textContent = "Not allowed";
  }
  setTimeout(() => (control.textContent = "Copy"), COPIED_MS);
}

function blocks(text, names, out, depth) {
  if (text === "") return;
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length > 0) out.append(element("div", "text", inline(plain.join("\n"), names)));
    plain = [];
  };
  /** The lines from here on that fit, without what they begin with. */
  const take = (from, fits) => {
    let to = from;
    while (to < lines.length && fits(lines[to])) to++;
    return lines.slice(from, to);
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const heading = /^(#{1,3}) +(\S.*)$/.exec(line);
    if (line.startsWith(">>> ") && depth < MAX_DEPTH) {
      flush();
      const quote = element("blockquote", "");
      blocks([line.slice(4), ...lines.slice(i + 1)].join("\n"), names, quote, depth + 1);
      out.append(quote);
      return;
    }
    if (line.startsWith("> ") && depth < MAX_DEPTH) {
      flush();
      const quoted = take(i, (each) => each.startsWith("> ") || each === ">");
      const quote = element("blockquote", "");
      blocks(quoted.map((each) => each.slice(2)).join("\n"), names, quote, depth + 1);
      out.append(quote);
      i += quoted.length - 1;
    } else if (heading) {
      flush();
      out.append(element(`h${heading[1].length + 2}`, "heading", inline(heading[2], names)));
    } else if (line.startsWith("-# ")) {
      flush();
      out.append(element("small", "subtext", inline(line.slice(3), names)));
    } else if (ITEM.test(line)) {
      flush();
      const items = take(i, (each) => ITEM.test(each));
      out.append(lists(items.map((each) => ITEM.exec(each)), names));
      i += items.length - 1;
    } else {
      plain.push(line);
    }
  }
  flush();
}

/** Items as nested lists; one that is indented by two or more belongs to the one above. */
function lists(items, names) {
  const out = document.createDocumentFragment();
  const open = [];
  const begin = (parent, space, number) => {
    const node = element(number === undefined ? "ul" : "ol", "list");
    if (number !== undefined) node.start = Number(number);
    parent.append(node);
    open.push({ node, indent: space.length });
  };
  for (const [, space, number, text] of items) {
    while (open.length > 1 && space.length < open.at(-1).indent) open.pop();
    const above = open.at(-1);
    const isNested = above && space.length >= above.indent + 2 && open.length < MAX_DEPTH;
    if (isNested) {
      begin(above.node.lastChild, space, number);
    } else if (!above || (above.node.tagName === "OL") !== (number !== undefined)) {
      open.pop();
      begin(open.at(-1)?.node.lastChild ?? out, space, number);
    }
    open.at(-1).node.append(element("li", "", inline(text, names)));
  }
  return out;
}
