// Lists the texts of the page with less contrast than WCAG AA asks for: 4.5, or 3 for large ones.

const parse = (text) => {
  const numbers = text.match(/-?[\d.]+/g).map(Number);
  const scale = text.startsWith("color(") ? 255 : 1;
  const [r, g, b, a = 1] = numbers;
  return { r: r * scale, g: g * scale, b: b * scale, a };
};
const over = (top, below) => ({
  r: top.r * top.a + below.r * (1 - top.a),
  g: top.g * top.a + below.g * (1 - top.a),
  b: top.b * top.a + below.b * (1 - top.a),
  a: 1,
});
const background = (node) => {
  const layers = [];
  for (let each = node; each; each = each.parentElement) {
    const color = parse(getComputedStyle(each).backgroundColor);
    if (color.a > 0) layers.push(color);
    if (color.a === 1) break;
  }
  return layers.reduceRight((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
};
const luminance = ({ r, g, b }) => {
  const [x, y, z] = [r, g, b].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const contrast = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

const found = [];
let seen = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !node.checkVisibility({ visibilityProperty: true })) continue;
  if (node.closest(".emoji, :disabled, .spoiler:not(.shown), noscript, .copy")) continue;
  seen++;
  const style = getComputedStyle(node);
  const below = background(node);
  const ratio = contrast(over(parse(style.color), below), below);
  const size = parseFloat(style.fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (isLarge ? 3 : 4.5)) {
    found.push(`${ratio.toFixed(2)}: ${node.outerHTML.slice(0, 120)}`);
  }
}
for (const box of document.querySelectorAll("textarea")) {
  const color = parse(getComputedStyle(box, "::placeholder").color);
  const below = background(box);
  if (contrast(over(color, below), below) < 4.5) found.push(`placeholder of ${box.placeholder}`);
}
if (seen < 50) found.push(`only ${seen} texts were seen`);
return found;
