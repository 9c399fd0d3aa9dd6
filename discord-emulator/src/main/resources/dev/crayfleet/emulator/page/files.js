// The files that are attached to a message before it is sent, and how many more there may be.

import { button, bytes, element, icon, plainName } from "/dom.js";

export class ChosenFiles {
  /**
   * @param node shows them
   * @param limits files and bytes of one message
   * @param refuse called with a text about files that were not taken
   */
  constructor(node, limits, refuse) {
    this.node = node;
    this.limits = limits;
    this.refuse = refuse;
    this.list = [];
  }

  size() {
    return this.list.reduce((sum, file) => sum + file.size, 0);
  }

  /** Takes those that a message has room for; says which it has not. */
  add(files) {
    const left = [];
    for (const file of files) {
      const isRoom = this.list.length < this.limits.files;
      if (isRoom && this.size() + file.size <= this.limits.bytes) this.list.push(file);
      else left.push(`${plainName(file.name)} (${bytes(file.size)})`);
    }
    this.show();
    if (left.length === 0) return this.refuse("");
    const names = left.slice(0, 3).join(", ") + (left.length > 3 ? ` and ${left.length - 3} more` : "");
    this.refuse(`Not attached: ${names}. A message takes ${this.allowed()}.`);
  }

  allowed() {
    return `at most ${this.limits.files} files and ${bytes(this.limits.bytes)} together`;
  }

  clear() {
    this.list = [];
    this.show();
  }

  show() {
    this.node.hidden = this.list.length === 0;
    const chips = this.list.map((file) => {
      const remove = button("", `Remove ${plainName(file.name)}`, () => this.remove(file));
      remove.append(icon("close"));
      const name = element("span", "chip-name", plainName(file.name));
      return element("span", "chip", icon("file"), name, element("small", "", bytes(file.size)), remove);
    });
    const { limits } = this;
    const room =
      `${this.list.length} of ${limits.files} files, ` +
      `${bytes(this.size())} of ${bytes(limits.bytes)}`;
    this.node.replaceChildren(...chips, element("small", "room", room));
  }

  remove(file) {
    this.list = this.list.filter((other) => other !== file);
    this.show();
    this.refuse("");
  }
}
