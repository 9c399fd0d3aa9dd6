// Where the reader of a channel is: at its end, which is then kept in view whatever is added or
// resized, or further up, where what they read stays where it is.
//
// The browser's own anchoring is off. It does not exist everywhere and knows no end to keep.

const NEAR_PX = 40;
const LOAD_PX = 300;
const TOUCH_PX = 8;
const UPWARD = new Set(["ArrowUp", "PageUp", "Home"]);

export class Reader {
  /**
   * @param scroll the element that scrolls
   * @param history what grows inside it
   * @param list the messages inside that
   * @param listener gets changed(), and nearTop() and nearEnd() when more may be needed there;
   *     isPresent() says whether the end of the list is the end of the channel
   */
  constructor(scroll, history, list, listener) {
    this.scroll = scroll;
    this.list = list;
    this.listener = listener;
    this.follows = true;
    this.top = 0;
    const observer = new ResizeObserver(() => this.settle());
    observer.observe(scroll);
    observer.observe(history);
    scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.listenToIntent();
  }

  /** A wheel, a finger or a key shows that the reader leaves before the position does. */
  listenToIntent() {
    const { scroll } = this;
    let touchedAt = 0;
    const leaveIf = (upward) => {
      if (upward && scroll.scrollTop > 0) this.leave();
    };
    scroll.addEventListener("wheel", ({ deltaY }) => leaveIf(deltaY < 0), { passive: true });
    scroll.addEventListener("touchstart", ({ touches }) => (touchedAt = touches[0].clientY), {
      passive: true,
    });
    scroll.addEventListener(
      "touchmove",
      ({ touches }) => leaveIf(touches[0].clientY - touchedAt > TOUCH_PX),
      { passive: true },
    );
    scroll.addEventListener("keydown", ({ key, target }) =>
      leaveIf(UPWARD.has(key) && !/^(TEXTAREA|INPUT|SELECT)$/.test(target.tagName)),
    );
    scroll.addEventListener("pointerdown", ({ target }) => (this.drags = target === scroll));
    addEventListener("pointerup", () => (this.drags = false));
  }

  distance() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight;
  }

  /** Goes to the end and stays there. */
  follow() {
    this.follows = true;
    this.settle();
    this.listener.changed();
  }

  /** Stays with what is read now. */
  leave() {
    if (!this.follows) return;
    this.follows = false;
    this.hold();
    this.listener.changed();
  }

  /** Says that messages were taken away at the top, so that the next position means nothing. */
  shortened() {
    this.isShortened = true;
    const over = () => (this.isShortened = false);
    requestAnimationFrame(() => requestAnimationFrame(over));
  }

  /** Puts the view back where it belongs after something has changed its size. */
  settle() {
    const { scroll } = this;
    if (scroll.clientHeight === 0) return; // another channel is shown
    if (this.follows) {
      scroll.scrollTop = scroll.scrollHeight;
    } else if (this.anchor?.isConnected) {
      const moved = this.offset(this.anchor) - this.anchorOffset;
      if (moved !== 0) scroll.scrollTop += moved;
    }
    this.note();
    this.load();
  }

  note() {
    const { scroll } = this;
    this.top = scroll.scrollTop;
    this.height = scroll.clientHeight;
    this.width = scroll.clientWidth;
    this.isShortened = false;
  }

  scrolled() {
    const { scroll } = this;
    const isResized = scroll.clientHeight !== this.height || scroll.clientWidth !== this.width;
    const isCut = this.follows && this.isShortened && !this.drags;
    if (isResized || isCut) return; // settle() comes next
    const isNear = this.distance() < NEAR_PX;
    const isDown = scroll.scrollTop > this.top;
    if (this.follows && scroll.scrollTop < this.top - 1 && !isNear) this.leave();
    else if (!this.follows && isNear && isDown && this.listener.isPresent()) this.follow();
    if (!this.follows) this.hold();
    this.note();
    this.load();
  }

  load() {
    if (this.scroll.scrollTop < LOAD_PX) this.listener.nearTop();
    if (this.distance() < LOAD_PX) this.listener.nearEnd();
  }

  /** Remembers the first message that begins in view, or else fills it, and where it is. */
  hold() {
    const messages = this.list.children;
    let low = 0;
    let high = messages.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offset(messages[middle]) + messages[middle].offsetHeight > 0) high = middle;
      else low = middle + 1;
    }
    const next = messages[low + 1];
    const isCut = next && this.offset(messages[low]) < 0;
    this.anchor = isCut && this.offset(next) < this.scroll.clientHeight ? next : messages[low];
    if (this.anchor) this.anchorOffset = this.offset(this.anchor);
  }

  /** Called before a message is taken away. */
  without(node) {
    if (this.anchor !== node) return;
    this.anchor = node.nextElementSibling ?? node.previousElementSibling ?? undefined;
    if (this.anchor) this.anchorOffset = this.offset(this.anchor);
  }

  offset(node) {
    return node.getBoundingClientRect().top - this.scroll.getBoundingClientRect().top;
  }
}
